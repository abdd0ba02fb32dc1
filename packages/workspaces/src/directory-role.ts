/** What a directory is for: the product, or something beside it. */
export type DirectoryRole = 'product' | 'sample' | 'test' | 'fixture' | 'vendored'

/** The later role is the stronger one. */
const NAMES: readonly (readonly [DirectoryRole, string])[] = [
  ['sample', 'bench benchmark benchmarks demo demos example examples playground playgrounds sample samples sandbox template templates'],
  ['test', '__mocks__ __tests__ e2e mock mocks spec specs test tests'],
  ['fixture', '__fixtures__ __snapshots__ fixture fixtures test-data test-fixtures testdata'],
  ['vendored', 'bower_components node_modules third-party third_party vendor vendors'],
]
const ROLES = new Map(NAMES.flatMap(([role, names], strength) => names.split(' ').map((name) => [name, { role, strength }] as const)))

/**
 * What the names of a directory and of those above it say that it is for; `directory` is repo-relative. The strongest wins: what is
 * vendored is nobody's product wherever it lies, and an example among test fixtures is a fixture.
 */
export function roleOf(directory: string): DirectoryRole {
  let role = remembered.get(directory)
  if (!role) {
    role = strongestRole(directory)
    if (remembered.size >= MAX_REMEMBERED) remembered.clear()
    remembered.set(directory, role)
  }
  return role
}

/** Several probes ask for the directory of every file. */
const remembered = new Map<string, DirectoryRole>()
const MAX_REMEMBERED = 20_000

function strongestRole(directory: string): DirectoryRole {
  let strongest: { role: DirectoryRole; strength: number } = { role: 'product', strength: -1 }
  for (const name of directory.toLowerCase().split('/')) {
    const named = ROLES.get(name)
    if (named && named.strength > strongest.strength) strongest = named
  }
  return strongest.role
}
