import type { Ci } from '@codegenie/probe-ci'
import type { Deployment } from '@codegenie/probe-deployment'
import type { Documentation } from '@codegenie/probe-documentation'
import type { LanguageStack } from '@codegenie/probe-language-detection'
import type { BuildSystem } from '@codegenie/probe-node-build-system'
import type { Manifests } from '@codegenie/probe-node-manifest'
import type { TestInventory } from '@codegenie/probe-test-inventory'

/** What `probes.<name>` of an artifact says. */
export interface ProbeSection {
  readonly version: string
  readonly status: 'ok' | 'skipped' | 'failed'
  readonly confidence: 'high' | 'medium' | 'low' | null
  readonly warnings: readonly { readonly code: string; readonly message: string; readonly path?: string }[]
  readonly evidence: Readonly<Record<string, string | readonly string[]>>
}

/** `repo-context.json`, parsed. A gather may have run any of the probes: no slice need be there. */
export interface Context {
  readonly repo: { readonly name: string | null; readonly git_commit: string | null }
  readonly gather_id: string
  readonly gather_status: 'complete' | 'partial'
  readonly probe_failures: readonly { readonly probe: string; readonly error: string }[]
  readonly language_stack?: LanguageStack
  readonly build_system?: BuildSystem
  readonly manifests?: Manifests
  readonly ci?: Ci
  readonly deployment?: Deployment
  readonly test_inventory?: TestInventory
  readonly documentation?: Documentation
  readonly probes: Readonly<Record<string, ProbeSection>>
}

/** Slice -> name of the probe that fills it. */
export const PROBE_OF = {
  language_stack: 'language_detection',
  build_system: 'node_build_system',
  manifests: 'node_manifest',
  ci: 'ci',
  deployment: 'deployment',
  test_inventory: 'test_inventory',
  documentation: 'documentation',
} as const

/** Places that prove a fact: its own, else those of the nearest fact above it that has some. */
export function evidenceOf({ probes }: Pick<Context, 'probes'>, slice: keyof typeof PROBE_OF, path: string): readonly string[] {
  const evidence = probes[PROBE_OF[slice]]?.evidence ?? {}
  for (let at = path; ; at = at.slice(0, at.lastIndexOf('.'))) {
    if (Object.hasOwn(evidence, at)) return [evidence[at]!].flat()
    if (!at.includes('.')) return []
  }
}

/** Directory of a repo-relative path; `.` is the repository. */
export function directoryOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.'
}

/** The manifest that governs a directory: its own, else that of the nearest directory above. */
export function governing({ manifests = [] }: Context, directory: string): { manifest: Manifests[number]; index: number } | undefined {
  const byDirectory = new Map(manifests.map((manifest, index) => [directoryOf(manifest.path), { manifest, index }]))
  for (let at = directory; ; at = directoryOf(at)) {
    const found = byDirectory.get(at)
    if (found || at === '.') return found
  }
}
