import { randomUUID } from 'node:crypto'
import { type MessageFacts, shsLabel, shsMessage } from '../support/shs-message.ts'
import { elsewhere, elsewhereProduct, notAgreedOn, stranger } from '../support/test-world.ts'

/** A message that is refused: how it is made, the code it gets, and what the words must hold. */
export interface BadMessage {
  readonly what: string
  readonly octets: () => Buffer
  readonly code: string
  readonly words: RegExp
}

const KiB = 1024
/** The limit of the node that they are sent to, octets. */
export const maxMessageBytes = 4 * KiB * KiB

const laughs = [
  '<!DOCTYPE shs.label [<!ENTITY a "ha">',
  ...'bcdefghij'
    .split('')
    .map((name, index) => `<!ENTITY ${name} "${`&${'abcdefghij'[index]};`.repeat(10)}">`),
  ']>',
].join('')

const large = { content: Buffer.alloc(300_000, 'x') }

/** Those of the code IllegalMessageStructure. */
export const badStructures: readonly Omit<BadMessage, 'code'>[] = [
  { what: 'with nothing in it', octets: text(''), words: /empty/ },
  { what: 'that is no MIME', octets: text('{"hej": 1}\r\n'), words: /header/ },
  {
    what: 'that is binary from the first octet',
    octets: () => Buffer.alloc(100_000, 0xff),
    words: /header/,
  },
  {
    what: 'of headers alone',
    octets: text('Subject: SHS Message\r\nMIME-Version: 1.0\r\n'),
    words: /ends/,
  },
  { what: 'that is no multipart', octets: text('Content-Type: text/plain\r\n\r\nhej'), words: /multipart/ },
  {
    what: 'that names no boundary',
    octets: text('Content-Type: multipart/mixed\r\n\r\n--x\r\n'),
    words: /boundary/,
  },
  {
    what: 'whose boundary never comes',
    octets: built({ headers: ['Content-Type: multipart/mixed; boundary=other'] }),
    words: /boundary|label/,
  },
  {
    what: 'whose parts come without a boundary in the HTTP header',
    octets: text('--x\r\n\r\n--x--\r\n'),
    words: /boundary/,
  },
  { what: 'without the closing boundary', octets: built({ open: true }), words: /clos|end/ },
  {
    what: 'without the closing boundary, and large',
    octets: built({ open: true, parts: [large] }),
    words: /clos|end/,
  },
  { what: 'cut in its label', octets: cut(() => 600), words: /end|clos|label/ },
  { what: 'cut in its data', octets: cut((octets) => octets.length - 5000), words: /end|clos/ },
  { what: 'cut in its closing boundary', octets: cut((octets) => octets.length - 4), words: /end|clos/ },
  { what: 'with fewer parts than its label lists', octets: built({ listed: 3 }), words: /fewer.*3/ },
  {
    what: 'with more parts than its label lists',
    octets: built({ listed: 1, parts: [large, large] }),
    words: /more.*1/,
  },
  { what: 'with no data part', octets: built({ listed: 0, parts: [] }), words: /data part/ },
  {
    what: 'of 1001 parts',
    octets: built({ parts: Array.from({ length: 1001 }, () => ({ content: Buffer.from('x') })) }),
    words: /1000/,
  },
  {
    what: 'whose label comes after 64 KiB',
    octets: built({ preamble: `${'x'.repeat(64 * KiB)}\r\n` }),
    words: /65536.*label/,
  },
  {
    what: 'whose label is larger than 64 KiB',
    octets: built({ subject: 'x'.repeat(70 * KiB) }),
    words: /65536.*label/,
  },
  { what: 'whose first part is no label', octets: built({ label: 'hej' }), words: /./ },
  {
    what: 'whose label is another document',
    octets: built({ label: '<?xml version="1.0"?><a/>' }),
    words: /shs\.label/,
  },
  {
    what: 'whose label breaks off',
    octets: relabelled((label) => label.replace('</shs.label>', '')),
    words: /shs\.label/,
  },
  {
    what: 'whose label lacks an element',
    octets: relabelled((label) => label.replace(/<datetime>.*<\/datetime>/, '')),
    words: /datetime/,
  },
  {
    what: 'whose label has an unknown element',
    octets: relabelled((label) => label.replace('<datetime>', '<colour/><datetime>')),
    words: /colour/,
  },
  {
    what: 'whose label has an attribute twice',
    octets: relabelled((label) => label.replace('status=', 'status="test" status=')),
    words: /status/,
  },
  {
    what: 'with an entity of its own',
    octets: relabelled((label) =>
      label
        .replace(/<!DOCTYPE[^>]*>/, '<!DOCTYPE shs.label [<!ENTITY x "y">]>')
        .replace('</datetime>', '</datetime>'),
    ),
    words: /DOCTYPE|subset|entit/i,
  },
  {
    what: 'with an external entity',
    octets: relabelled((label) =>
      label
        .replace(/<!DOCTYPE[^>]*>/, '<!DOCTYPE shs.label [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
        .replace('<product commonName="">', '<product commonName="&x;">'),
    ),
    words: /DOCTYPE|subset|entit/i,
  },
  {
    what: 'with an entity that is not declared',
    octets: relabelled((label) => label.replace('<content', '<subject>&x;</subject><content')),
    words: /./,
  },
  {
    what: 'of a billion laughs',
    octets: relabelled((label) =>
      label.replace(/<!DOCTYPE[^>]*>/, laughs).replace('commonName=""', 'commonName="&j;"'),
    ),
    words: /DOCTYPE|subset|entit/i,
  },
  {
    what: 'with thousands of attributes',
    octets: relabelled((label) =>
      label.replace(
        '<content ',
        `<content ${Array.from({ length: 5000 }, (_, index) => `a${index}="1"`).join(' ')} `,
      ),
    ),
    words: /attribute/,
  },
  {
    what: 'with a million attributes',
    octets: relabelled((label) => label.replace('<content ', `<content ${'a="1" '.repeat(500_000)}`)),
    words: /./,
  },
  {
    what: 'with ten thousand levels',
    octets: relabelled((label) => label.replace('<content', `${'<meta>'.repeat(9000)}<content`)),
    words: /./,
  },
  {
    what: 'whose label is in a charset that nobody reads',
    octets: relabelled((label) => label.replace('ISO-8859-1', 'EBCDIC-CP-SE')),
    words: /EBCDIC-CP-SE/i,
  },
  {
    what: 'whose label says UTF-8 and is none',
    octets: relabelled((label) =>
      label.replace('ISO-8859-1', 'UTF-8').replace('commonName=""', 'commonName="\xe5"'),
    ),
    words: /UTF-8/i,
  },
  {
    what: 'with a control character in its label',
    octets: relabelled((label) => label.replace('commonName=""', 'commonName="\0"')),
    words: /./,
  },
  {
    what: 'with a million header lines in a part',
    octets: built({
      parts: [{ content: Buffer.from('x'), headers: Array.from({ length: 200_000 }, () => 'X: y') }],
    }),
    words: /header/,
  },
  {
    what: 'with a header of a megabyte in a part',
    octets: built({ parts: [{ content: Buffer.from('x'), headers: [`X: ${'y'.repeat(1_000_000)}`] }] }),
    words: /header/,
  },
  {
    what: 'with a header of a megabyte',
    octets: built({ headers: [`X: ${'y'.repeat(1_000_000)}`] }),
    words: /header|label/,
  },
  {
    what: 'that is compound',
    octets: relabelled((label) => label.replace('message-type="simple"', 'message-type="compound"')),
    words: /ompound/,
  },
  {
    what: 'of adm over synch',
    octets: relabelled((label) =>
      label
        .replace('asynch', 'synch')
        .replace('"event"', '"adm"')
        .replace(/urn:X-shs:5c1e[^<]*/, 'confirm'),
    ),
    words: /adm/,
  },
  { what: 'whose tx.id is no UUID', octets: built({ txId: '123' }), words: /123|UUID/ },
]

/** Those that other codes tell of. */
export const otherBadMessages: readonly BadMessage[] = [
  {
    what: 'larger than the limit',
    octets: built({ parts: [{ content: Buffer.alloc(maxMessageBytes, 'x') }] }),
    code: 'IllegalMessageStructure',
    words: /maxMessageBytes/,
  },
  {
    what: 'of broken base64',
    octets: built({ parts: [{ content: Buffer.from('###'), transferEncoding: 'base64' }] }),
    code: 'IllegalDatapartContent',
    words: /base64/i,
  },
  {
    what: 'of a transfer encoding that is none',
    octets: built({ parts: [{ content: Buffer.from('x'), transferEncoding: 'rot13' }] }),
    code: 'IllegalDatapartContent',
    words: /rot13/,
  },
  {
    what: 'of neither from nor originator',
    octets: built({ from: null }),
    code: 'IllegalSender',
    words: /from/,
  },
  {
    what: 'of an ill-formed from',
    octets: built({ from: 'abc' }),
    code: 'IllegalSender',
    words: /abc|from/,
  },
  { what: 'of an ill-formed to', octets: built({ to: '123' }), code: 'IllegalReceiver', words: /123|<to>/ },
  {
    what: 'of an ill-formed product',
    octets: built({ product: 'sjuk' }),
    code: 'IllegalProductType',
    words: /sjuk/,
  },
  {
    what: 'of an unknown product',
    octets: built({ product: '5c1e0000-0000-4000-8000-00000000ffff' }),
    code: 'UnknownProductType',
    words: /ffff/,
  },
  {
    what: 'to nobody',
    octets: built({ to: null, product: notAgreedOn }),
    code: 'UnresolvedReceiver',
    words: /<?to>?/,
  },
  {
    what: 'to someone unknown',
    octets: built({ to: stranger }),
    code: 'UnknownReceiver',
    words: new RegExp(stranger),
  },
  {
    what: 'to someone elsewhere',
    octets: built({ to: elsewhere, product: elsewhereProduct, parts: [large] }),
    code: 'MissingDeliveryAddress',
    words: new RegExp(elsewhere),
  },
  {
    what: 'that asks for a synchronous answer',
    octets: relabelled((label) => label.replace('"asynch"', '"synch"').replace('"event"', '"request"')),
    code: 'MissingDeliveryExecution',
    words: /synch/,
  },
]

function text(body: string): () => Buffer {
  return () => Buffer.from(body, 'latin1')
}

function built(facts: MessageFacts): () => Buffer {
  return () => shsMessage(facts).octets
}

/** A message whose label's text is changed. */
function relabelled(change: (label: string) => string): () => Buffer {
  return () => {
    const ids = { txId: randomUUID(), corrId: randomUUID(), contentId: randomUUID() }
    return shsMessage({ ...ids, label: change(shsLabel({}, ids, [{ content: Buffer.from('x') }])) }).octets
  }
}

function cut(at: (octets: Buffer) => number): () => Buffer {
  return () => {
    const { octets } = shsMessage({ parts: [{ content: Buffer.alloc(10_000, 'x') }] })
    return octets.subarray(0, at(octets))
  }
}
