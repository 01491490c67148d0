import assert from 'node:assert/strict'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type CurlAnswer, curl } from '../support/curl.ts'
import type { Identity } from '../support/mtls-client.ts'
import { leftOut } from '../support/needs.ts'
import { listedTxIds, readMessage } from '../support/read-message.ts'
import { type BuiltMessage, type MessageFacts, shsMessage } from '../support/shs-message.ts'
import { agencyNumber, createWorld, type TestWorld } from '../support/test-world.ts'

describe('with curl and nothing else', { skip: leftOut('curl') && 'curl is left out' }, () => {
  let world: TestWorld
  let url = ''

  before(async () => {
    world = await createWorld({ employers: 3 })
    url = (await world.start()).machines
  })

  after(() => world[Symbol.asyncDispose]())

  async function send(
    facts: MessageFacts = {},
    more: readonly string[] = [],
  ): Promise<BuiltMessage & CurlAnswer> {
    const message = shsMessage({ from: world.employer(0).number, ...facts })
    const file = join(world.dir, `${message.txId}.shs`)
    await writeFile(file, message.octets)
    const answer = await curl(world, world.employer(0), [
      '-H',
      'Content-Type: message/rfc822',
      '--data-binary',
      `@${file}`,
      ...more,
      `${url}/shs/rs`,
    ])
    return { ...message, ...answer }
  }

  const get = (who: Identity, path: string, ...args: readonly string[]): Promise<CurlAnswer> =>
    curl(world, who, [...args, `${url}${path}`])

  it('an employer sends, the agency lists, fetches and acknowledges, and the employer sees its confirm', async () => {
    const content = Buffer.from('00 2021000001 åäö\r\n\0\xff\r\n--x\r\n', 'latin1')
    const sent = await send({ parts: [{ content, fileName: 'sjuk.txt' }] })
    assert.equal(sent.status, 202)
    assert.equal(sent.text, sent.txId)
    assert.equal(sent.headers['x-shs-txid'], sent.txId)
    assert.equal(sent.headers['x-shs-corrid'], sent.corrId)
    assert.equal(sent.headers['x-shs-contentid'], sent.contentId)
    assert.equal(sent.headers['x-shs-nodeid'], 'agency-1')
    assert.equal(sent.headers['x-shs-duplicatemsg'], 'no')
    assert.match(sent.headers['x-shs-arrivaldate'] ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
    assert.match(sent.headers['x-shs-localid'] ?? '', /^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
    assert.match(sent.headers['content-type'] ?? '', /^text\/plain/)

    const list = await get(world.agency, `/shs/ds/${agencyNumber}`)
    assert.equal(list.status, 200)
    assert.match(list.headers['content-type'] ?? '', /^application\/xml/)
    assert.deepEqual(listedTxIds(list.body), [sent.txId])

    const fetched = await get(world.agency, `/shs/ds/${agencyNumber}/${sent.txId}`)
    assert.equal(fetched.status, 200)
    assert.equal(fetched.headers['content-type'], 'message/rfc822')
    const { label, parts } = readMessage(fetched.body)
    assert.deepEqual(
      parts.map((part) => part.content),
      [content],
    )
    assert.match(label, /<history[^>]*node\.id="agency-1"/)
    assert.match(label, /<comment>Received<\/comment>/)
    assert.deepEqual(listedTxIds((await get(world.agency, `/shs/ds/${agencyNumber}`)).body), [])
    assert.deepEqual(listedTxIds((await get(world.agency, `/shs/ds/${agencyNumber}?filter=noack`)).body), [
      sent.txId,
    ])

    const ack = await get(world.agency, `/shs/ds/${agencyNumber}/${sent.txId}?action=ack`, '-X', 'POST')
    assert.deepEqual([ack.status, ack.text], [200, 'OK'])
    assert.deepEqual(listedTxIds((await get(world.agency, `/shs/ds/${agencyNumber}?filter=noack`)).body), [])

    const employer = world.employer(0)
    const [confirm = '', ...more] = listedTxIds((await get(employer, `/shs/ds/${employer.number}`)).body)
    assert.deepEqual(more, [])
    const confirmation = readMessage((await get(employer, `/shs/ds/${employer.number}/${confirm}`)).body)
    const management = confirmation.parts[0]?.content.toString('latin1') ?? ''
    assert.match(confirmation.label, new RegExp(`corr\\.id="${sent.corrId}"`))
    assert.match(confirmation.label, /sequence-type="adm"/)
    assert.match(management, /<confirmation/)
    assert.match(management, new RegExp(`content\\.id="${sent.contentId}"`))
  })

  it('the receipt tells the same facts to sender and receiver, and nothing to a third', async () => {
    const sent = await send({ parts: [{ content: Buffer.from('abc'), fileName: 'å.txt' }] })
    const id = sent.headers['x-shs-localid'] ?? ''
    for (const who of [world.employer(0), world.agency]) {
      const receipt = await get(who, `/receipts/${id}`)
      assert.equal(receipt.status, 200)
      assert.match(receipt.headers['content-type'] ?? '', /^text\/plain; charset=utf-8/)
      for (const line of [
        `kvittensID: ${id}`,
        'kanal: shs',
        `från: ${world.employer(0).number}`,
        `till: ${agencyNumber}`,
        'fil: å.txt',
        'antal bytes: 3',
        'sha256: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
        'status: levererad',
        `txID: ${sent.txId}`,
      ]) {
        assert.ok(receipt.text.split('\n').includes(line), `${line} is not in:\n${receipt.text}`)
      }
    }
    const typed = id.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')
    const json = await get(
      world.agency,
      `/receipts/${encodeURIComponent(typed)}`,
      '-H',
      'Accept: application/json',
    )
    assert.equal(JSON.parse(json.text).receiptId, id)
    const third = await get(world.employer(1), `/receipts/${id}`)
    const nobody = await get(world.employer(1), '/receipts/0000-0000-0000-0000')
    assert.equal(third.status, 404)
    assert.deepEqual([nobody.status, nobody.text], [404, third.text])
    const mistyped = await get(
      world.employer(0),
      `/receipts/${id.slice(0, -1)}${id.endsWith('2') ? '3' : '2'}`,
    )
    assert.equal(mistyped.status, 400)
  })

  it('a refused attempt has an id that only its caller can read', async () => {
    const sent = await send({
      product: '5c1e0000-0000-4000-8000-00000000ffff',
      parts: [{ content: Buffer.from('x'), fileName: 'f' }],
    })
    assert.deepEqual([sent.status, sent.headers['x-shs-errorcode']], [400, 'UnknownProductType'])
    assert.equal(sent.headers['x-shs-nodeid'], 'agency-1')
    const id = sent.headers['kvittens-attempt'] ?? ''
    assert.match(sent.text, new RegExp(id))
    const receipt = await get(world.employer(0), `/receipts/${id}`)
    assert.match(receipt.text, /^INGEN FIL MOTTAGEN\n/)
    assert.match(receipt.text, /^status: avvisad$/m)
    assert.match(receipt.text, /^felkod: UnknownProductType$/m)
    assert.equal((await get(world.agency, `/receipts/${id}`)).status, 404)
  })

  it('what is not POST is 405 on the receive service', async () => {
    for (const args of [['-I'], ['-X', 'GET'], ['-X', 'PUT', '-d', 'x'], ['-X', 'DELETE']]) {
      const answer = await get(world.employer(0), '/shs/rs', ...args)
      assert.deepEqual([answer.status, answer.headers['allow']], [405, 'POST'], args.join(' '))
    }
  })

  it('an address that is not there is 404, one that is ill-formed 400', async () => {
    assert.equal((await get(world.agency, '/')).status, 404)
    assert.equal((await get(world.agency, '/shs/rsx')).status, 404)
    assert.equal(
      (await get(world.agency, `/shs/ds/${agencyNumber}/00000000-0000-4000-8000-000000000000`)).status,
      404,
    )
    assert.equal((await get(world.agency, '/shs/ds')).status, 400)
    assert.equal((await get(world.agency, '/shs/ds/')).status, 400)
    assert.equal((await get(world.agency, '/shs/ds/%zz')).status, 400)
    assert.equal((await get(world.agency, '/shs/ds/abc')).status, 400)
    assert.equal((await get(world.agency, `/shs/ds/${agencyNumber}/x?action=ack`, '-X', 'POST')).status, 400)
    const gone = `/shs/ds/${agencyNumber}/00000000-0000-4000-8000-000000000000?action=ack`
    assert.equal((await get(world.agency, gone, '-X', 'POST')).status, 404)
  })

  it('the address may be a URN, percent-encoded or not, in any case', async () => {
    for (const address of [
      `urn:X-shs:${agencyNumber}`,
      `urn%3AX-shs%3A${agencyNumber}`,
      `URN:x-SHS:${agencyNumber}`,
    ]) {
      assert.equal((await get(world.agency, `/shs/ds/${address}`)).status, 200, address)
    }
  })

  it('a name like ../../x is data: it comes back as it was, and touches no path', async () => {
    const names = ['../../x', '/etc/passwd', 'C:\\x', 'a b;c', '.', 'kvittens.db']
    for (const fileName of names) {
      const sent = await send({
        parts: [{ content: Buffer.from('x'), fileName: fileName.replaceAll('\\', '\\\\') }],
        label: labelWith(fileName),
      })
      assert.equal(sent.status, 202, sent.text)
      const json = await get(
        world.agency,
        `/receipts/${sent.headers['x-shs-localid']}`,
        '-H',
        'Accept: application/json',
      )
      assert.equal(JSON.parse(json.text).fileName, fileName)
      const { parts } = readMessage(
        (await get(world.agency, `/shs/ds/${agencyNumber}/${sent.headers['x-shs-txid']}`)).body,
      )
      assert.match(
        parts[0]?.headers ?? '',
        new RegExp(`filename="${fileName.replaceAll('\\', '\\\\').replaceAll(/[.\\]/g, '\\$&')}"`),
      )
    }
    const there = await readdir(world.dir, { recursive: true })
    assert.deepEqual(
      there.filter((path) => /(^|\/)(x|passwd|C:\\x)$/.test(path)),
      [],
    )
  })

  function labelWith(fileName: string): string {
    const { octets } = shsMessage({
      from: world.employer(0).number,
      parts: [{ content: Buffer.from('x'), fileName }],
    })
    return /<\?xml[\s\S]*<\/shs\.label>/.exec(octets.toString('latin1'))?.[0] ?? ''
  }
})
