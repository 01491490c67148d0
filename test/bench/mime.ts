/**
 * Our multipart reader beside Dicer (of @fastify/busboy): one large part in 64 KiB chunks, and many 5 kB messages.
 * `node test/bench/mime.ts`; the figure to reach is 1 GB/s on large parts.
 */
import { randomFillSync } from 'node:crypto'
import { createRequire } from 'node:module'
import type { EventEmitter } from 'node:events'
import { readLabel } from '../../src/protocol/label/label-reader.ts'
import { MessageReader } from '../../src/protocol/message/message-reader.ts'
import { MultipartSplitter } from '../../src/protocol/mime/multipart-splitter.ts'
import { partDecoder } from '../../src/protocol/mime/transfer-encoding.ts'

interface DicerPart extends EventEmitter {
  resume(): void
}
interface Dicer extends EventEmitter {
  write(chunk: Uint8Array): boolean
  end(chunk?: Uint8Array): void
}
const require = createRequire(import.meta.url)
const { Dicer: DicerClass } = require('@fastify/busboy') as {
  Dicer: new (config: { boundary: string }) => Dicer
}

const boundary = 'kvittens-0123456789abcdef0123456789abcdef'
const chunkBytes = 65_536
const largeBytes = 256 * 1024 * 1024
const smallMessages = 20_000
const rounds = 3
const encoder = new TextEncoder()

const label = encoder.encode(
  '<?xml version="1.0" encoding="ISO-8859-1"?>\n<!DOCTYPE shs.label SYSTEM "shs-label-1.2.dtd">\n' +
    '<shs.label version="1.2" tx.id="7f2c1f7e-3a52-4d0b-9c8e-6d5f4b3a2c10" corr.id="7f2c1f7e-3a52-4d0b-9c8e-6d5f4b3a2c10" ' +
    'transfer-type="asynch" message-type="simple" document-type="simple" sequence-type="event" status="production">' +
    '<from commonName="Avsändaren">urn:X-shs:5563372191</from><to commonName="Mottagaren">urn:X-shs:2021005489</to>' +
    '<product commonName="Sjukanmälan">urn:X-shs:11111111-2222-4333-8444-555555555555</product>' +
    '<subject>Prov</subject><datetime>2026-03-02T10:20:30</datetime>' +
    '<content content.id="8a1e2c34-5b67-4890-a1b2-c3d4e5f60718"><data datapartType="sjuk" filename="sjuk.txt"/></content></shs.label>',
)
const beforeLabel = `--${boundary}\r\nContent-Type: text/xml; charset=UTF-8\r\nContent-Transfer-Encoding: binary\r\n\r\n`
const afterLabel =
  `\r\n--${boundary}\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\n` +
  'Content-Disposition: attachment; filename="sjuk.txt"\r\n\r\n'
const top = `Subject: SHS Message\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n`
const labelXml = Buffer.from(new TextDecoder('latin1').decode(label).replace('ISO-8859-1', 'UTF-8'), 'latin1')
const partsHead = Buffer.concat([encoder.encode(beforeLabel), labelXml, encoder.encode(afterLabel)])
const tail = encoder.encode(`\r\n--${boundary}--\r\n`)

const random = randomFillSync(new Uint8Array(chunkBytes))
const records = encoder
  .encode('556337-2191;Nilsson, Åsa;2026-03-02;12345,67\r\n'.repeat(2000))
  .subarray(0, chunkBytes)

let checked = 0

function throughSplitter(chunks: Iterable<Uint8Array>): number {
  let seen = 0
  const splitter = new MultipartSplitter(boundary, {
    part: () => {},
    data: (bytes) => {
      seen += bytes.length
    },
    partEnd: () => {},
    close: () => {},
  })
  for (const chunk of chunks) splitter.push(chunk)
  splitter.end()
  return seen
}

function throughReader(chunks: Iterable<Uint8Array>): number {
  let seen = 0
  const reader = new MessageReader()
  for (const chunk of chunks) {
    for (const event of reader.push(chunk)) if (event.kind === 'data') seen += event.bytes.length
  }
  reader.end()
  return seen
}

function throughDicer(chunks: Iterable<Uint8Array>): Promise<number> {
  return new Promise((resolve, reject) => {
    let seen = 0
    const dicer = new DicerClass({ boundary })
    dicer.on('part', (part: DicerPart) => {
      part.on('data', (bytes: Uint8Array) => {
        seen += bytes.length
      })
    })
    dicer.on('finish', () => resolve(seen))
    dicer.on('error', reject)
    for (const chunk of chunks) dicer.write(chunk)
    dicer.end()
  })
}

function* large(head: Uint8Array, filler: Uint8Array): Generator<Uint8Array> {
  yield head
  for (let sent = 0; sent < largeBytes; sent += filler.length) yield filler
  yield tail
}

async function best(run: () => number | Promise<number>): Promise<number> {
  let shortest = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    checked += await run()
    shortest = Math.min(shortest, performance.now() - start)
  }
  return shortest
}

function tell(what: string, ms: number, bytes: number): void {
  console.log(`${what.padEnd(44)} ${(bytes / ms / 1e6).toFixed(2).padStart(7)} GB/s`)
}

function tellEach(what: string, ms: number, count: number): void {
  console.log(`${what.padEnd(44)} ${((ms * 1000) / count).toFixed(2).padStart(7)} µs a message`)
}

for (const [name, filler] of [
  ['random octets', random],
  ['text records', records],
] as const) {
  console.log(`\n256 MiB in 64 KiB chunks, ${name}`)
  tell('Dicer', await best(() => throughDicer(large(partsHead, filler))), largeBytes)
  tell('MultipartSplitter', await best(() => throughSplitter(large(partsHead, filler))), largeBytes)
  const head = Buffer.concat([encoder.encode(top), partsHead])
  tell('MessageReader, label read', await best(() => throughReader(large(head, filler))), largeBytes)
}

console.log('\n64 MiB of base64 through its decoder')
const base64 = encoder.encode(Buffer.from(random).toString('base64').replaceAll(/.{76}/g, '$&\r\n'))
const repeats = Math.floor((64 * 1024 * 1024) / base64.length)
tell(
  'partDecoder("base64")',
  await best(() => {
    let seen = 0
    for (let i = 0; i < repeats; i++) seen += partDecoder('base64').push(base64).length
    return seen
  }),
  base64.length * repeats,
)

console.log(`\n${smallMessages} messages of 5 kB, each in one chunk`)
const small = Buffer.concat([partsHead, random.subarray(0, 5000), tail])
const smallEntity = Buffer.concat([encoder.encode(top), small])
const times = async (
  run: (chunks: Iterable<Uint8Array>) => number | Promise<number>,
  message: Uint8Array,
) => {
  let seen = 0
  for (let i = 0; i < smallMessages; i++) seen += await run([message])
  return seen
}
tellEach('Dicer', await best(() => times(throughDicer, small)), smallMessages)
tellEach('MultipartSplitter', await best(() => times(throughSplitter, small)), smallMessages)
const whole = await best(() => times(throughReader, smallEntity))
const labelAlone = await best(() => {
  let seen = 0
  for (let i = 0; i < smallMessages; i++) seen += readLabel(labelXml).content.data.length
  return seen
})
tellEach('MessageReader, label read', whole, smallMessages)
tellEach('readLabel alone', labelAlone, smallMessages)
tellEach('MessageReader without readLabel', whole - labelAlone, smallMessages)
console.log(`\n(${checked} octets counted)`)
