import { isDeepStrictEqual } from 'node:util'
import type { CacheStore } from '../cache.ts'

const KEYS = ['0', '1', 'a', 'f'].map((digit) => digit.repeat(64)) as [string, string, string, string]
/** In one shard with the first. */
const NEIGHBOUR = `${'0'.repeat(63)}1`

/**
 * What a store does that its four calls forbid; empty when nothing. The store has to be empty, and is afterwards. Each line is
 * `<check>: <what was found>`. Checks: absent, round_trip, replace, own_copy, list, delete, at_once.
 */
export async function cacheStoreViolations(store: CacheStore): Promise<string[]> {
  const violations: string[] = []
  for (const [name, check] of Object.entries(CHECKS)) {
    try {
      const found = await check(store)
      if (found !== undefined) violations.push(`${name}: ${found}`)
    } catch (error) {
      violations.push(`${name}: threw ${(error as Error).message}`)
    }
    await clean(store)
  }
  return violations
}

/** Its errors are those of a check. */
async function clean(store: CacheStore): Promise<void> {
  for (const key of [...KEYS, NEIGHBOUR]) await store.delete(key).catch(() => {})
}

type Check = (store: CacheStore) => Promise<string | undefined>

const CHECKS: Readonly<Record<string, Check>> = {
  async absent(store) {
    if ((await store.get(KEYS[0])) !== undefined) return 'get of a key that was never put is not undefined'
    if ((await listed(store)).length > 0) return 'list of an empty store is not empty'
    return undefined
  },
  async round_trip(store) {
    const entries = [Buffer.alloc(0), Buffer.from([0]), Buffer.from([...Array(256).keys()]), Buffer.alloc(1 << 20, 'xyz')]
    for (const [i, entry] of entries.entries()) await store.put(KEYS[i]!, entry)
    for (const [i, entry] of entries.entries())
      if (!isSame(await store.get(KEYS[i]!), entry)) return `${entry.length} bytes did not come back as they were`
    return undefined
  },
  async replace(store) {
    await store.put(KEYS[0], Buffer.from('a longer one'))
    await store.put(KEYS[0], Buffer.from('new'))
    return isSame(await store.get(KEYS[0]), Buffer.from('new')) ? undefined : 'the second put of a key did not replace the first'
  },
  async own_copy(store) {
    const entry = Buffer.from('as it was put')
    await store.put(KEYS[0], entry)
    entry.fill('x')
    return isSame(await store.get(KEYS[0]), Buffer.from('as it was put')) ? undefined : 'an entry changed with the buffer of its caller'
  },
  async list(store) {
    await store.put(KEYS[1], Buffer.from('12345'))
    await store.put(KEYS[0], Buffer.alloc(0))
    const found = await listed(store)
    const expected = [
      { key: KEYS[0], bytes: 0 },
      { key: KEYS[1], bytes: 5 },
    ]
    if (!isDeepStrictEqual(found, expected)) return `expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`
    for await (const { usedAt } of store.list()) if (!(usedAt > 0 && usedAt < Infinity)) return `usedAt is ${usedAt}`
    return undefined
  },
  async delete(store) {
    await store.put(KEYS[0], Buffer.from('gone'))
    await store.put(NEIGHBOUR, Buffer.from('stays'))
    await store.delete(KEYS[0])
    await store.delete(KEYS[0])
    if ((await store.get(KEYS[0])) !== undefined) return 'a key that was deleted is still there'
    return isSame(await store.get(NEIGHBOUR), Buffer.from('stays')) ? undefined : 'another key went with the one that was deleted'
  },
  async at_once(store) {
    const entries = Array.from({ length: 8 }, (_, i) => Buffer.alloc(50_000, String(i)))
    await Promise.all([...entries.map((entry) => store.put(KEYS[0], entry)), ...entries.map(() => store.get(KEYS[0]))])
    const found = await store.get(KEYS[0])
    return entries.some((entry) => isSame(found, entry)) ? undefined : 'puts of one key at once left none of the entries'
  },
}

async function listed(store: CacheStore): Promise<{ key: string; bytes: number }[]> {
  const found: { key: string; bytes: number }[] = []
  for await (const { key, bytes } of store.list()) found.push({ key, bytes })
  return found.sort((a, b) => (a.key < b.key ? -1 : 1))
}

function isSame(found: Uint8Array | undefined, expected: Uint8Array): boolean {
  return found !== undefined && Buffer.compare(found, expected) === 0
}
