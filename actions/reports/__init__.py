"""Reports: documents written by voice, their templates, the formatting of dictated words, and the signed PDF."""
