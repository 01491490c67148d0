import type { Label, SequenceType, TransferType } from '../../protocol/label/label.ts'

/** The ping product type, which every node answers (section 12). */
export const pingProduct = '00000000-0000-0000-0000-000000000000'

/** What is asked of the agreements: may this sender send this product type, in this way? */
export interface Question {
  /** An address: ten digits, or ten digits and the actor's own part. */
  readonly from: string
  /** Lower-case product id. */
  readonly product: string
  readonly transferType: TransferType
  readonly sequenceType: SequenceType
  /** The agreement that the label names, which is then decisive; lower-case UUID. */
  readonly agreement?: string
}

/** A question that may leave the receiver for the agreements to give. */
export interface OpenQuestion extends Question {
  readonly to?: string
}

/** A question that says the receiver too. */
export interface AddressedQuestion extends Question {
  readonly to: string
}

/** The question that a label puts, its sender known. */
export function questionOf(label: Label, from: string): Question {
  return {
    from,
    product: label.product.id,
    transferType: label.transferType,
    sequenceType: label.sequenceType,
    ...(label.agreement !== undefined && { agreement: label.agreement }),
  }
}

/** An asynchronous reply goes against the flow of its agreement (section 7.4). */
export function isAgainstFlow({ sequenceType, transferType }: Question): boolean {
  return sequenceType === 'reply' && transferType === 'asynch'
}
