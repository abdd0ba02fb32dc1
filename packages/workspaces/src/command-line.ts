import type { FoundManager } from './find-package-manager.ts'

/** How a workspace member is named to its package manager. */
export interface MemberName {
  readonly name: string | null
  /** Relative to the workspace root. */
  readonly directory: string
}

/** The command that runs a script of a package.json, of the package in the current directory or of a member of its workspace. */
export function runScript(manager: FoundManager['name'], script: string, member?: MemberName): string {
  const name = quote(script)
  const program = programOf(manager)
  if (!member) return `${program} run ${name}`
  const filter = quote(member.name ?? `./${member.directory}`)
  switch (manager) {
    case 'pnpm':
      return `pnpm --filter ${filter} run ${name}`
    case 'bun':
      return `bun run --filter ${filter} ${name}`
    case 'npm':
      return `npm run ${name} -w ${filter}`
    default:
      return member.name === null ? `yarn --cwd ${quote(member.directory)} run ${name}` : `yarn workspace ${filter} run ${name}`
  }
}

/** The command that runs a program that is among the dependencies. */
export function runProgram(manager: FoundManager['name'], command: string): string {
  const prefix = { npm: 'npx', pnpm: 'pnpm exec', yarn_classic: 'yarn run', yarn_berry: 'yarn run', bun: 'bunx' }[manager]
  return `${prefix} ${command}`
}

/** The command that installs exactly what the lockfile says, or what the manifests ask for where there is none. */
export function installCommand({ name, lockfile }: Pick<FoundManager, 'name' | 'lockfile'>): string {
  if (lockfile === null) return `${programOf(name)} install`
  return {
    npm: 'npm ci',
    pnpm: 'pnpm install --frozen-lockfile',
    yarn_classic: 'yarn install --frozen-lockfile',
    yarn_berry: 'yarn install --immutable',
    bun: 'bun install --frozen-lockfile',
  }[name]
}

function programOf(manager: FoundManager['name']): string {
  return manager.startsWith('yarn') ? 'yarn' : manager
}

/** One word of a POSIX shell, whatever the repository has put into a name. */
export function quote(word: string): string {
  return /^[\w@%+=:,./][\w@%+=:,./-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
