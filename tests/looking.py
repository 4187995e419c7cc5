"""How the browser tests look: Chromium's flags, and the two questions asked of every page."""

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SPILLS = "document.documentElement.scrollWidth - window.innerWidth"
"""How many pixels stick out to the right; at most 0."""
TOO_SMALL = """least => [...document.querySelectorAll('button, a, input:not([type=hidden]), select, summary, textarea')]
    .filter(e => { const box = e.getBoundingClientRect();
        return box.width > 0 && box.height < least - 0.5 && !e.closest('.heard, .skip, p, dd')
            && !['checkbox', 'radio'].includes(e.type); })
    .map(e => e.outerHTML.slice(0, 80))"""
"""Controls lower than `least` pixels, as markup."""
