import { rareProduct } from './node-under-test.ts'

/** A list to ask for: the query, and how it is called in the report. */
export interface ListQuestion {
  readonly name: string
  readonly query: string
}

/** Times of arrival, as the list writes them. */
export interface Arrivals {
  readonly first: string
  readonly middle: string
  readonly last: string
}

const sortAttributes = [
  'originator',
  'from',
  'endrecipient',
  'producttype',
  'subject',
  'contentid',
  'corrid',
  'sequencetype',
  'transfertype',
  'meta-arende',
  'meta-period',
  'meta-sarskild',
]

/** Every way to ask that has a worst case of its own. */
export function listQuestions({ first, middle, last }: Arrivals): readonly ListQuestion[] {
  return [
    question('plain', {}),
    question('filter=noack', { filter: 'noack' }),
    question('arrivalorder=descending', { arrivalorder: 'descending' }),
    question('since the first', { since: first }),
    question('since the middle', { since: middle }),
    question('since the last', { since: last }),
    question('producttype, 1 in 5,000', { producttype: rareProduct }),
    question('metaname, 1 in 5,000', { metaname: 'sarskild' }),
    question('metaname, all', { metaname: 'arende' }),
    question('metavalue, 1 in 5,000', { metavalue: 'brådskande' }),
    question('metavalue, one', { metavalue: 'A-7919' }),
    question('metavalue, none', { metavalue: 'finns inte' }),
    question('meta-slag=, 1 in 5,000', { 'meta-slag': 'brådskande' }),
    question('originator, 1 in 1,000', { originator: 'Arbetsgivare 7' }),
    question('endrecipient, none', { endrecipient: 'Enhet 50' }),
    question('corrid, none', { corrid: '00000000-0000-4000-8000-000000000000' }),
    question('contentid, none', { contentid: '00000000-0000-4000-8000-000000000000' }),
    question('sequencetype=adm, none', { sequencetype: 'adm' }),
    ...sortAttributes.flatMap((attribute) => [
      question(`sort ${attribute} ascending`, { sortattribute: attribute, sortorder: 'ascending' }),
      question(`sort ${attribute} descending`, { sortattribute: attribute, sortorder: 'descending' }),
    ]),
    question('sort subject, metaname 1 in 5,000', { sortattribute: 'subject', metaname: 'sarskild' }),
  ]
}

function question(name: string, conditions: Readonly<Record<string, string>>): ListQuestion {
  return { name, query: new URLSearchParams(conditions).toString() }
}
