import type { RawStage } from './dockerfile-stages.ts'
import type { RunFacts } from './run-commands.ts'
import type { StageRole } from './schema-dockerfile.ts'

export interface StageUse {
  readonly stage: RawStage
  readonly facts: RunFacts
  /** Another stage has it in a COPY or RUN with `from`. */
  readonly isCopied: boolean
  readonly isParent: boolean
  readonly isFinal: boolean
}

const NAMED: readonly (readonly [StageRole, RegExp])[] = [
  ['test', /(^|[-_.])(tests?|e2e|specs?|lint|check|checks)($|[-_.])/],
  ['dependencies', /(^|[-_.])(deps?|dependencies|modules|vendor|install)($|[-_.])/],
  ['build', /build|compil|bundl|publish|assets|(^|[-_.])dist/],
]
const BUILDS = /^(npm|pnpm|yarn|bun)( run)? ([\w:-]*build[\w:-]*|compile|bundle)\b/
const INSTALLS = /^(npm (ci|i|install)|pnpm (i|install|fetch)|yarn( install)?|bun (i|install))( |$)/
/** A tool for the image, no dependency of the product. */
const GLOBAL = / (-g|--global|--location=global)( |$)/

/** By position, then by name, then by what it does; the first that says something decides. */
export function roleOfStage({ stage, facts, isCopied, isParent, isFinal }: StageUse): StageRole {
  if (isFinal) return 'runtime'
  const named = NAMED.find(([, pattern]) => pattern.test(stage.name ?? ''))
  if (named) return named[0]
  if (facts.packageManager.some((call) => BUILDS.test(call))) return 'build'
  if (facts.packageManager.some((call) => INSTALLS.test(call) && !GLOBAL.test(call))) return 'dependencies'
  if (isCopied) return stage.instructions.some(({ keyword }) => keyword === 'RUN') ? 'build' : 'tool'
  return isParent ? 'base' : 'other'
}
