import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { it } from 'node:test'

it('the schema of the directory is the same for slapd.conf and for cn=config', async () => {
  const schema = definitions(await read('shs.schema'), /\n\t/g, /^(?:attributetype|objectclass) (.*)$/gm)
  const ldif = definitions(await read('shs.ldif'), /\n /g, /^olc(?:AttributeTypes|ObjectClasses): (.*)$/gm)
  assert.equal(schema.length, 14)
  assert.deepEqual(ldif, schema)
})

function definitions(text: string, folding: RegExp, line: RegExp): readonly string[] {
  return [...text.replaceAll(folding, ' ').matchAll(line)].map(([, definition = '']) =>
    definition.replaceAll(/\s+/g, ' '),
  )
}

function read(name: string): Promise<string> {
  return readFile(new URL(`../../deploy/ldap/${name}`, import.meta.url), 'utf8')
}
