"""One file a command, named after its intent: `async def run(command, desk) -> Reply`."""
