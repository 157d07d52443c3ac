"""A letter as an answer: to be saved, never run, kept by no cache."""

from chalice.app import Response


def pdf_answer(content: bytes, reference: str) -> Response:
    headers: dict[str, str | list[str]] = {
        "Content-Type": "application/pdf",
        "Content-Disposition": f'attachment; filename="{reference}.pdf"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(body=content, status_code=200, headers=headers)
