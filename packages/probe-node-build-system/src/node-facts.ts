import { fileNodes, manifestNode } from './node-sources.ts'
import { nodeVersions } from './node-versions.ts'
import type { Context, Project } from './projects.ts'
import type { NodeSource, NodeVersions } from './schema.ts'

/**
 * The sources of the main projects, members included, and of the repository's root; those of a root come first, since they decide. What
 * stands alone elsewhere in the repository has Node versions of its own, and is not asked.
 */
export async function nodeFacts(
  ctx: Context,
  projects: readonly Project[],
  evidence: Record<string, string | string[]>,
): Promise<NodeVersions> {
  const directories = new Set([
    ...projects.map(({ root }) => root),
    '.',
    ...projects.flatMap(({ members }) => members.map((each) => each.directory)),
  ])
  const manifests = new Map(
    projects.flatMap(({ main, members }) => [...(main ? [main] : []), ...members]).map((each) => [each.directory, each]),
  )
  const filesIn = await fileNodes(ctx)
  const sources: NodeSource[] = []
  for (const directory of directories) {
    const manifest = manifests.get(directory)
    sources.push(...filesIn(directory), ...(manifest ? manifestNode(manifest, ctx.at) : []))
  }
  const node = nodeVersions(sources)
  for (const [i, { source }] of sources.entries()) evidence[`node.sources.${i}`] = source
  for (const [i, conflict] of node.conflicts.entries()) evidence[`node.conflicts.${i}`] = conflict.sources
  const of = (role: NodeSource['role']) => [...new Set(sources.filter((each) => each.role === role).map(({ source }) => source))]
  if (node.constraint !== null) evidence['node.constraint'] = of('supports')
  if (node.pinned !== null) evidence['node.pinned'] = of('dev').slice(0, 1)
  return node
}
