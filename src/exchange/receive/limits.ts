import { type Refusal, shsRefusal } from '../refusal.ts'

/** The whole entity is larger than `limits.maxMessageBytes`. */
export function overSize(limit: number): Refusal {
  return shsRefusal('IllegalMessageStructure', {
    words: {
      sv: `Meddelandet är större än ${limit} byte (gränsen limits.maxMessageBytes).`,
      en: `The message is larger than ${limit} bytes (the limit limits.maxMessageBytes).`,
    },
    cure: {
      sv: 'Dela filen, eller be den här nodens operatör höja gränsen.',
      en: "Split the file, or ask this node's operator to raise the limit.",
    },
  })
}
