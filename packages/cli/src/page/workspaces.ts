import type { Context } from '@codegenie/views'
import { html, type Markup, places, section } from './html.ts'

/** All manifests with what they have; a field above the table finds one of many. */
export function workspaces({ manifests = [], build_system }: Context, prefix: string): Markup {
  if (manifests.length === 0) return section('workspaces', 'Packages', html`<p>No manifests.</p>`)
  const commands = new Map((build_system?.packages ?? []).map(({ path, commands }) => [path, Object.keys(commands)]))
  const rows = manifests.map(({ path, name, private: isPrivate, direct_dependencies, workspace_of, lockfiles }) => {
    const directory = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.'
    const { production, dev } = direct_dependencies
    const has = (
      commands.get(directory) ??
      (directory === '.' ? Object.entries(build_system?.commands ?? {}).flatMap(([key, command]) => (command ? [key] : [])) : [])
    ).join(', ')
    const kind = [
      workspace_of === null ? '' : `member of ${workspace_of}`,
      isPrivate ? 'private' : '',
      lockfiles.length > 0 ? `locked by ${lockfiles.map((lockfile) => lockfile.path).join(', ')}` : '',
    ].filter((each) => each !== '')
    return html`<tr><th scope="row">${name ?? directory}</th><td>${places([path], prefix)}</td><td>${Object.keys(production).length}</td><td>${Object.keys(dev).length}</td><td>${has}</td><td>${kind.join('; ')}</td></tr>`
  })
  const filter =
    manifests.length > 10
      ? html`<label for="filter">Find a package <input id="filter" type="search" autocomplete="off" /></label><p class="soft" id="count" role="status">${manifests.length} of ${manifests.length}</p>`
      : html``
  const heads = ['package', 'manifest', 'dependencies', 'dev', 'commands', ''].map((title) => html`<th scope="col">${title}</th>`)
  return section(
    'workspaces',
    `Packages (${manifests.length})`,
    html`${filter}<div class="scroll" role="region" aria-label="Packages" tabindex="0"><table><caption class="hidden">Packages</caption><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`,
  )
}
