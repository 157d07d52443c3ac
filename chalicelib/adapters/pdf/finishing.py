"""What makes a PDF of WeasyPrint's a document that lasts: who says what it is, and what it carries (ISO 19005-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from xml.sax.saxutils import escape

import pydyf
from weasyprint import Attachment
from weasyprint.pdf.metadata import DocumentMetadata

from chalicelib.adapters.pdf.workshop import MemoryFetcher

# Of what PDF/A does not know by itself, a document says what it means: here, that it is tagged for screen readers.
ABOUT = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="3" pdfaid:conformance="B"/>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" pdf:Producer="{producer}"/>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreateDate="{created}"/>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the document conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that the document carries: the data it was made from, of that day."""

    name: str
    description: str
    content: bytes
    on: date

    def attachment(self, fetcher: MemoryFetcher) -> Attachment:
        at = datetime.combine(self.on, time(0), UTC)
        return Attachment(
            string=self.content,
            name=self.name,
            description=self.description,
            created=at,
            modified=at,
            relationship="Data",
            url_fetcher=fetcher,
        )


class Metadata(DocumentMetadata):  # type: ignore[misc]
    """Its own words about itself, in the place of WeasyPrint's."""

    def include_in_pdf(self, pdf: Any, *_: object) -> None:
        about = ABOUT.format(
            producer=escape(pdf.info["Producer"].string),
            created=self.created,
            title=escape(self.title),
            author=escape(", ".join(self.authors)),
            language=self.lang,
        )
        # Not compressed: an archive reads it without knowing PDF.
        stream = pydyf.Stream([about.encode()], {"Type": "/Metadata", "Subtype": "/XML"}, compress=False)
        pdf.add_object(stream)
        pdf.catalog["Metadata"] = stream.reference


class _Once(pydyf.Object):  # type: ignore[misc]
    """An object as its bytes, which WeasyPrint would make once for the file's identifier and once for the file."""

    def __init__(self, of: Any) -> None:
        self.number, self.offset, self.generation, self.free = of.number, of.offset, of.generation, of.free
        self._compressible, self._data = bool(of.compressible), of.data if of.free == "n" else b""

    @property
    def data(self) -> bytes:
        return self._data

    @property
    def compressible(self) -> bool:
        return self._compressible


def finished(pdf: Any) -> Any:
    """The PDF ready to be written, each file that it carries named once among those it is made from."""
    files = pdf.catalog.get("AF", ())
    if files:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(files))
    pdf.add_object(pdf.info)
    pdf.objects[:] = [_Once(of) for of in pdf.objects]
    pdf.info = pdf.objects[-1]
    return pdf


def attachments_of(enclosed: Sequence[Enclosure], fetcher: MemoryFetcher) -> list[Attachment]:
    return [enclosure.attachment(fetcher) for enclosure in enclosed]
