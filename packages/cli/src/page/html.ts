import { visible } from '../terminal.ts'

/** Markup that is ready to be put on a page; made by `html` alone. */
export interface Markup {
  readonly markup: string
}

type Value = string | number | Markup | readonly Markup[]

/** Text is escaped where it stands, in elements and in quoted attributes; invisible characters are shown as what they are. */
export function html(pieces: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: pieces.reduce((all, piece, i) => all + rendered(values[i - 1]!) + piece) }
}

function rendered(value: Value): string {
  if (typeof value === 'string') return escaped(value)
  if (typeof value === 'number') return String(value)
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('')
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!)
}

export const nothing: Markup = { markup: '' }

const MAX_LINKS = 3

/** Places as links; `prefix` leads to the files of the repository. Those in the file that is spoken of are called by their lines alone. */
export function places(at: readonly string[], prefix: string, file = ''): Markup {
  const links = at.slice(0, MAX_LINKS).map((place) => {
    const [, path = place, line] = /^(.*?)(?::(\d+))?$/s.exec(place) ?? []
    const target = `${prefix}${path.split('/').map(encodeURIComponent).join('/')}${line === undefined ? '' : `#L${line}`}`
    return html`<a class="at" href="${target}">${path === file && line !== undefined ? `line ${line}` : place}</a> `
  })
  return at.length > MAX_LINKS ? html`${links}<span class="more">and ${at.length - MAX_LINKS} more</span>` : html`${links}`
}

/** A section with a heading that can be linked to. */
export function section(id: string, title: string, body: Markup): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>`
}

/** A table that scrolls by itself where it is too wide, also by keyboard. */
export function table(caption: string, head: readonly string[], rows: readonly (readonly Markup[])[]): Markup {
  const heads = head.map((title) => html`<th scope="col">${title}</th>`)
  const body = rows.map(
    ([first = nothing, ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table><caption class="hidden">${caption}</caption><thead><tr>${heads}</tr></thead><tbody>${body}</tbody></table></div>`
}
