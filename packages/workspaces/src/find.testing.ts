import { defineProbe, type Warning } from '@codegenie/core'
import { runProbe } from '@codegenie/core/testing'
import { z } from 'zod'
import { findWorkspaces, WORKSPACE_LISTS, WORKSPACE_READS } from './index.ts'

const probe = defineProbe({
  name: 'workspaces',
  slice: 'workspaces',
  version: '1.0.0',
  schema: z.array(z.json()),
  inputs: { reads: [...WORKSPACE_READS], lists: [...WORKSPACE_LISTS] },
  run: async (ctx) => ({ slice: JSON.parse(JSON.stringify(await findWorkspaces(ctx))), evidence: {} }),
})

type Files = Record<string, unknown>

/** Runs on files whose content is text, or a value to be written as JSON. */
export async function find(files: Files): Promise<{ found: unknown; warnings: readonly Warning[] }> {
  const texts = Object.entries(files).map(([path, content]) => [
    path,
    typeof content === 'string' ? content : JSON.stringify(content, null, 1),
  ])
  const run = await runProbe(probe, Object.fromEntries(texts))
  return run.status === 'ok' ? { found: run.slice, warnings: run.warnings } : { found: [], warnings: [] }
}

export function member(directory: string, name: string | null = directory.split('/').at(-1)!) {
  return { directory, manifest: `${directory}/package.json`, name }
}

/** A package.json each. */
export function packages(...directories: string[]): Files {
  return Object.fromEntries(directories.map((directory) => [`${directory}/package.json`, { name: directory.split('/').at(-1) }]))
}
