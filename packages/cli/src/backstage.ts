import type { Json } from '@codegenie/core'
import type { Context } from '@codegenie/views'

/** `catalog-info.yaml` (https://backstage.io/docs/features/software-catalog/descriptor-format). The owner is not in a repository: `unknown`. */
export function catalogInfo(context: Context): Json {
  const { repo, language_stack, build_system, deployment, ci } = context
  const tags = [
    language_stack?.primary,
    ...(language_stack?.frameworks.map(({ name }) => name) ?? []),
    build_system?.package_manager?.name,
    ...(deployment?.types ?? []),
  ]
  const isService = (deployment?.types.length ?? 0) > 0 || build_system?.commands.start != null
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: entityName(repo.name ?? 'unknown'),
      ...(repo.name === null ? {} : { title: repo.name }),
      tags: [...new Set(tags.filter((tag) => typeof tag === 'string').map(tagName))].sort(),
      annotations: {
        'codegenie/gather-id': context.gather_id,
        ...(repo.git_commit === null ? {} : { 'codegenie/commit': repo.git_commit }),
        ...(ci && ci.providers.length > 0 ? { 'codegenie/ci': ci.providers.join(',') } : {}),
      },
    },
    spec: { type: isService ? 'service' : 'library', lifecycle: 'unknown', owner: 'unknown' },
  }
}

/** At most 63 letters, digits, `-`, `_` and `.`, of which the first and the last are letters or digits. */
function entityName(name: string): string {
  const text = name.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 63)
  return /[A-Za-z0-9](?:.*[A-Za-z0-9])?/.exec(text)?.[0] ?? 'unknown'
}

function tagName(tag: string): string {
  return tag.toLowerCase().replace(/[^a-z0-9+#]+/g, '-')
}
