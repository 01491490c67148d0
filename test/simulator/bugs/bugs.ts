import type { Bug } from './bug.ts'
import { claimBugs } from './claim-bugs.ts'
import { deliveryBugs } from './delivery-bugs.ts'
import { storeBugs } from './store-bugs.ts'

/** Every mistake that can be planted, by name. */
export const bugs: ReadonlyMap<string, Bug> = new Map(
  [...storeBugs, ...claimBugs, ...deliveryBugs].map((bug) => [bug.name, bug]),
)
