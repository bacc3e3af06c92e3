"""The answers as one page that needs nothing else: drawn by hand in SVG, light and dark, and fit to print.

    answers ─▶ sections ─▶ document ─▶ one HTML file
                 │  └── table
                 └── squares, bars, columns, heat, dots   (a shape a file, each returns SVG)

Everything here is pure: values in, text out.
"""
