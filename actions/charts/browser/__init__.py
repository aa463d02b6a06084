"""The browser chart: any record with a web client, driven with Selenium by a recipe."""

from actions.charts.browser.chart import BrowserChart

__all__ = ["BrowserChart"]
