import { compareBytes } from '@codegenie/core'
import type { Python } from './schema.ts'

/** Packages that test, by name; plug-ins of pytest are not told apart from it. */
const TOOLS = ['behave', 'coverage', 'hypothesis', 'locust', 'nose2', 'nox', 'pytest', 'robotframework', 'tox', 'unittest2']

/** Files that only their tool has. */
const FILES: Readonly<Record<string, string>> = {
  'tox.ini': 'tox',
  'noxfile.py': 'nox',
  'pytest.ini': 'pytest',
  'conftest.py': 'pytest',
  '.coveragerc': 'coverage',
}

export const TEST_FILES = Object.keys(FILES).map((name) => `**/${name}`)

/** Tool and the file that shows it, sorted; `configured` are the files that configure pytest. */
export function testTools(
  { projects, requirements }: Pick<Python, 'projects' | 'requirements'>,
  paths: readonly string[],
  configured: readonly string[],
): Python['test_tools'] {
  const named = [
    ...projects.map(({ path, dependencies, groups }) => ({ path, list: [dependencies, ...Object.values(groups)].flat() })),
    ...requirements.map(({ path, requirements: list }) => ({ path, list })),
  ]
  const found = new Set(configured.map((path) => `pytest\0${path}`))
  for (const { path, list } of named) for (const { name } of list) if (TOOLS.includes(name)) found.add(`${name}\0${path}`)
  for (const path of paths) {
    const tool = FILES[path.slice(path.lastIndexOf('/') + 1)]
    if (tool) found.add(`${tool}\0${path}`)
  }
  return [...found].sort(compareBytes).map((one) => {
    const [name = '', where = ''] = one.split('\0')
    return { name, where }
  })
}
