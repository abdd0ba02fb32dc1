import type { Context } from './context.ts'
import { type Json, lookUpFact } from './fact.ts'

/** One condition on the facts of a repository. Data: nothing is evaluated. */
export interface Predicate {
  /** Path of a fact: `build_system.package_manager.name`. */
  readonly fact: string
  /** The fact is this very value. */
  readonly equals?: Json
  /** The fact is there and not null, or it is not. */
  readonly exists?: boolean
}

/** What a manifest says of a skill. */
export interface Skill {
  readonly name: string
  readonly description: string
  /** Of the manifest. */
  readonly path: string
  /** Whose it is. What lies in a repository was written by whoever writes there. */
  readonly source: 'repository' | 'user' | 'configured'
  /** All must hold. */
  readonly when: readonly Predicate[]
}

export type AvailableSkill = Omit<Skill, 'when'>

/** The skills whose conditions hold, in the order in which they were given. */
export function availableSkills(
  context: Context,
  skills: readonly Skill[],
): { readonly skills: readonly AvailableSkill[]; readonly of: number } {
  const holding = skills.filter(({ when }) => when.every((predicate) => holds(context as unknown as Json, predicate)))
  return { skills: holding.map(({ when: _, ...skill }) => skill), of: skills.length }
}

function holds(context: Json, { fact, equals, exists }: Predicate): boolean {
  const found = lookUpFact(context, fact)
  const value = 'value' in found ? found.value : null
  if (exists !== undefined && (value !== null) !== exists) return false
  return equals === undefined || isSame(value, equals)
}

function isSame(a: Json, b: Json): boolean {
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))]
  return (
    Array.isArray(a) === Array.isArray(b) &&
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && isSame(value, right.get(key)!))
  )
}
