import { roleOf } from '@codegenie/workspaces'
import { directoryOf, nameOf } from './paths.ts'
import type { Reach } from './schema-dockerfile.ts'

/** Directories of tools that build, test or edit the product: nothing in them is deployed. */
const TOOLS = new Set('.ci .circleci .codesandbox .devcontainer .github .gitlab .gitpod .vscode'.split(' '))
/** For images and compose files, also these; for manifests they are the names of environments. */
const DEVELOPMENT = new Set('ci dev devenv hack local localdev'.split(' '))

/** In the name of a file: `Dockerfile.test`, `docker-compose.dev.yaml`. */
const NAMED: readonly (readonly [Reach, RegExp])[] = [
  ['test', /(^|[._-])(tests?|e2e|ci|contract|acceptance)([._-]|$)/i],
  ['development', /(^|[._-])(dev|develop|development|local|debug|override|devcontainer)([._-]|$)/i],
]

const IS_RECIPE = /docker|container|compose/i

/** What the place of a file, and then its name, says of it. A directory of manifests may be called `templates`; what lies below one is a sample. */
export function reachOf(path: string): Reach {
  const directory = directoryOf(path)
  const role = roleOf(directory.replace(/(^|\/)templates?$/i, '') || '.')
  if (role !== 'product') return role
  const isRecipe = IS_RECIPE.test(nameOf(path))
  const names = directory.toLowerCase().split('/')
  if (names.some((name) => TOOLS.has(name) || (isRecipe && DEVELOPMENT.has(name)))) return 'development'
  return isRecipe ? (NAMED.find(([, pattern]) => pattern.test(nameOf(path)))?.[0] ?? 'product') : 'product'
}
