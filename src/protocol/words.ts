/** A text for people, in both languages of the product. */
export interface Words {
  readonly sv: string
  readonly en: string
}
