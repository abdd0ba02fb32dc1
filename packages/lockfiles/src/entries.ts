/** Entries of a lockfile, in the order of their keys: that of UTF-16 units. */
export interface Entries<T> {
  readonly keys: readonly string[]
  readonly items: readonly T[]
}

/**
 * Puts entries in order and leaves out all but the last of those with equal keys, as readers of JSON and YAML do; `onRepeated` is told the
 * index of what was given again. Package managers write entries in this order, or in a few runs of it.
 */
export function inKeyOrder<T>(keys: readonly string[], items: readonly T[], onRepeated: (index: number) => void): Entries<T> {
  let first = 1
  while (first < keys.length && keys[first - 1]! < keys[first]!) first++
  if (first >= keys.length) return { keys, items }
  const order = merged(keys, first, onRepeated)
  return { keys: order.map((i) => keys[i]!), items: order.map((i) => items[i]!) }
}

/** Few keys stand out of order, none before `first`: they are taken out, sorted, and put in where they belong, so that the others are looked at once. */
function merged(keys: readonly string[], first: number, onRepeated: (index: number) => void): number[] {
  const order = Array.from({ length: first }, (_, i) => i)
  const strays: number[] = []
  for (let i = first; i < keys.length; i++) {
    const key = keys[i]!
    const last = order[order.length - 1]!
    const before = order[order.length - 2]
    if (keys[last]! < key) order.push(i)
    else if (keys[last]! > key && (before === undefined || keys[before]! < key)) {
      strays.push(last)
      order[order.length - 1] = i
    } else strays.push(i)
  }
  strays.sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b))
  const result: number[] = []
  let next = 0
  for (const stray of strays) {
    const key = keys[stray]!
    while (next < order.length && keys[order[next]!]! <= key) result.push(order[next++]!)
    const same = result.at(-1)
    if (same === undefined || keys[same] !== key) result.push(stray)
    else {
      onRepeated(Math.max(same, stray))
      result[result.length - 1] = Math.max(same, stray)
    }
  }
  while (next < order.length) result.push(order[next++]!)
  return result
}

/** Index of a key, or -1. */
export function indexOfKey(keys: readonly string[], key: string): number {
  const index = firstFrom(keys, key)
  return keys[index] === key ? index : -1
}

/** Index of the first key that does not come before `key`. */
export function firstFrom(keys: readonly string[], key: string): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (keys[middle]! < key) low = middle + 1
    else high = middle
  }
  return low
}
