/** What the answers of a worker are told apart by. */
export type NameIn<Answer> = Answer extends unknown ? keyof Answer : never

type Holding<Answer, Name extends PropertyKey> = Extract<Answer, Readonly<Record<Name, unknown>>>

/**
 * The answer of a store worker as that of the question that was asked, told by the name of what it holds. Throws for
 * another: a fault of the program, since the two threads do not mean the same.
 */
export function answered<Answer extends object, Name extends NameIn<Answer>>(
  answer: Answer,
  name: Name,
): Holding<Answer, Name> {
  if (!holds(answer, name)) throw new Error('a store worker answered another question than the one asked')
  return answer
}

function holds<Answer extends object, Name extends NameIn<Answer>>(
  answer: Answer,
  name: Name,
): answer is Holding<Answer, Name> {
  return name in answer
}
