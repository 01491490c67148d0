import type { Fact } from './decision.ts'
import type { Explained } from './explained.ts'

type NotInForce = Extract<Fact, { readonly rule: 'not-in-force' }>

/** What is said of an agreement that is being made, or was declined; `id`: its UUID. */
export function notInForceWords(id: string, { standing, proposer, other }: NotInForce): Explained {
  switch (standing) {
    case 'proposed':
      return {
        words: {
          sv: `Överenskommelsen ${id} gäller inte än: den är föreslagen, och ${other} har inte svarat.`,
          en: `The agreement ${id} is not in force yet: it is proposed, and ${other} has not answered.`,
        },
        cure: { sv: `Be ${other} acceptera den.`, en: `Ask ${other} to accept it.` },
      }
    case 'offered':
      return {
        words: {
          sv: `Överenskommelsen ${id} gäller inte än: ${proposer} har föreslagit den för ${other}, och den är inte besvarad.`,
          en: `The agreement ${id} is not in force yet: ${proposer} has proposed it to ${other}, and it is not answered.`,
        },
        cure: {
          sv: `Acceptera den: be den här nodens operatör köra kvittens agreement accept ${id}.`,
          en: `Accept it: ask this node's operator to run kvittens agreement accept ${id}.`,
        },
      }
    case 'accepted':
      return {
        words: {
          sv: `Överenskommelsen ${id} gäller inte än: den är accepterad, men ${proposer} har inte fått det svaret.`,
          en: `The agreement ${id} is not in force yet: it is accepted, but ${proposer} does not have that answer.`,
        },
        cure: {
          sv: 'Vänta tills svaret är levererat; blev det inte det, be den här nodens operatör acceptera igen.',
          en: "Wait until the answer is delivered; if it was not, ask this node's operator to accept again.",
        },
      }
    case 'declined':
      return {
        words: {
          sv: `Överenskommelsen ${id} är avböjd av ${other}.`,
          en: `The agreement ${id} is declined by ${other}.`,
        },
        cure: {
          sv: 'Kom överens, och föreslå den på nytt eller en annan.',
          en: 'Come to terms, and propose it again or another one.',
        },
      }
  }
}
