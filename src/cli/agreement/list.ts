import { Command } from 'commander'
import { askOperator } from '../ask-operator.ts'
import type { Terminal } from '../command.ts'
import { withConfigOption } from '../config-option.ts'
import { faultWords } from '../fault-words.ts'
import { isObject } from '../is-object.ts'
import { safeText } from '../safe-text.ts'
import { standingWords } from './standing-words.ts'
import { textOf } from './text-of.ts'

interface ListOptions {
  readonly config: string
  readonly json?: boolean
}

/** `kvittens agreement list`: every agreement of the node, in force or not. */
export function listAgreementsCommand(terminal: Terminal): Command {
  const { say } = terminal
  const command = new Command('list')
    .description(
      say({
        sv: 'Listar nodens överenskommelser: parter, produkttyper, hur långt de har kommit, och från när till när.',
        en: "Lists the node's agreements: parties, product types, how far they have come, and from when to when.",
      }),
    )
    .option('--json', say({ sv: 'listan som JSON', en: 'the list as JSON' }))
    .addHelpText('after', `\n${say({ sv: 'Exempel', en: 'Example' })}:\n  kvittens agreement list --json`)
    .action((options: ListOptions) => list(options, terminal))
  return withConfigOption(command, terminal)
}

async function list({ config, json }: ListOptions, terminal: Terminal): Promise<void> {
  const answer = await askOperator(config, { act: 'agreements' }, terminal)
  const agreements: unknown = 'agreements' in answer ? answer.agreements : undefined
  if (!Array.isArray(agreements)) throw new Error('the node listed something other than agreements')
  if (json === true) return terminal.print(JSON.stringify(agreements, undefined, 2))
  for (const one of agreements.filter(isObject)) for (const line of lines(one, terminal)) terminal.print(line)
  if (agreements.length === 0) {
    terminal.warn(terminal.say({ sv: 'Noden har inga överenskommelser.', en: 'The node has no agreements.' }))
  }
}

/** A line for each agreement; below it its product types, why it was declined, and why a message about it failed. */
function lines(agreement: object, { say }: Terminal): readonly string[] {
  const text = (name: string): string => textOf(agreement, name)
  const customer = text('customer') || say({ sv: 'vem som helst', en: 'anyone' })
  const detail = (name: string, value: string): string => `  ${name}: ${value}`
  const reason = text('reason')
  const fault = faultWords(agreement)
  return [
    [
      text('uuid'),
      `${text('principal')} – ${customer}`,
      `${text('validFrom')} – ${text('validTo')}`.trimEnd(),
      say(standingWords(text('standing'))),
    ].join('  '),
    ...productsOf(agreement).map((product) => detail(say({ sv: 'produkttyp', en: 'product type' }), product)),
    ...(reason === '' ? [] : [detail(say({ sv: 'skäl', en: 'reason' }), reason)]),
    ...(fault === undefined
      ? []
      : [detail(say({ sv: 'kom inte fram', en: 'not delivered' }), safeText(say(fault)))]),
  ]
}

function productsOf(agreement: object): readonly string[] {
  const products: unknown = 'products' in agreement ? agreement.products : undefined
  return Array.isArray(products) ? products.map((product) => safeText(String(product))) : []
}
