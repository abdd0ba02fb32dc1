import { roleOf } from '@codegenie/workspaces'
import { directoryOf } from './paths.ts'
import type { Reach } from './schema-dockerfile.ts'

/** Directories of what builds, tests or edits the product, and is not deployed. */
const DEVELOPMENT = new Set(
  '.ci .circleci .codesandbox .devcontainer .github .gitlab .gitpod .vscode ci dev devenv hack local localdev'.split(' '),
)

/** What the place of a file says of it. A directory of manifests may be called `templates`; what lies below one is a sample. */
export function reachOf(path: string): Reach {
  const directory = directoryOf(path)
  const role = roleOf(directory.replace(/(^|\/)templates?$/i, '') || '.')
  if (role !== 'product') return role
  return directory
    .toLowerCase()
    .split('/')
    .some((name) => DEVELOPMENT.has(name))
    ? 'development'
    : 'product'
}
