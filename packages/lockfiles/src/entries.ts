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
  let inOrder = true
  for (let i = 1; inOrder && i < keys.length; i++) inOrder = keys[i - 1]! < keys[i]!
  if (inOrder) return { keys, items }
  const order = keys.map((_, i) => i).sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b))
  const kept = order.filter((each, i) => {
    const next = order[i + 1]
    if (next === undefined || keys[each] !== keys[next]) return true
    onRepeated(next)
    return false
  })
  return { keys: kept.map((i) => keys[i]!), items: kept.map((i) => items[i]!) }
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
