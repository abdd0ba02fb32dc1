import { compileGlob } from '@codegenie/core'
import type { Platform } from './platforms.ts'

/** Globs that together match what a pattern of the platform matches. */
export function globsOf(pattern: string, platform: Platform): readonly string[] {
  const literal = pattern.replaceAll('{', '[{]') // alternatives are of globs, not of CODEOWNERS
  return platform === 'gitlab' ? gitlabGlobs(literal) : gitignoreGlobs(literal)
}

/** GitHub and Bitbucket: as gitignore, but that `docs/*` does not reach into directories. */
function gitignoreGlobs(pattern: string): readonly string[] {
  const inner = pattern.replace(/^\//, '').replace(/\/$/, '')
  if (inner === '' || inner === '*' || inner === '**') return ['**/*']
  const isAnchored = pattern.startsWith('/') || inner.includes('/')
  const base = isAnchored || inner.startsWith('**/') ? inner : `**/${inner}`
  if (pattern.endsWith('/')) return [`${base}/**/*`]
  if (base.endsWith('/**')) return [`${base}/*`]
  return base.endsWith('/*') ? [base] : [base, `${base}/**/*`]
}

/** GitLab: fnmatch with FNM_PATHNAME; without a slash in front at any depth, with one behind all that lies below. */
function gitlabGlobs(pattern: string): readonly string[] {
  if (pattern === '*') return ['**/*']
  const anchored = pattern.startsWith('/') ? pattern.slice(1) : pattern.startsWith('**/') ? pattern : `**/${pattern}`
  return [anchored.endsWith('/') ? `${anchored}**/*` : anchored]
}

export function matcher(pattern: string, platform: Platform): (path: string) => boolean {
  const matches = globsOf(pattern, platform).map(compileGlob)
  return (path) => matches.some((one) => one(path))
}
