import type { Context } from '@codegenie/views'
import { renderViews } from '@codegenie/views'
import { expect, it } from 'vitest'
import { html, places } from './html.ts'
import { page } from './page.ts'

const evil = '"><script>alert(1)</script>\u202e'

it('text is escaped wherever it stands', () => {
  expect(html`<a title="${evil}">${evil}</a>`.markup).toBe(
    '<a title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\\u202e">&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\\u202e</a>',
  )
  expect(places(['a/b.ts:3', 'c.ts:4'], './', 'a/b.ts').markup.replace(/<[^>]*>/g, '')).toBe('line 3 c.ts:4 ')
  expect(places(['a b/"c".ts:3'], './').markup).toContain('href="./a%20b/%22c%22.ts#L3"')
})

it('no name of a repository becomes markup, and nothing is loaded', () => {
  const context: Context = {
    repo: { name: evil, git_commit: null },
    gather_id: 'a'.repeat(64),
    gather_status: 'complete',
    probe_failures: [],
    manifests: [
      {
        path: `${evil}/package.json`,
        name: evil,
        version: null,
        private: true,
        type: null,
        engines: {},
        direct_dependencies: { production: {}, dev: {}, peer: {}, optional: {} },
        bundled_dependencies: [],
        scripts: {},
        scripts_lifecycle: [],
        workspace_of: evil,
        native_source: [],
        locked_dependencies: null,
        lockfiles: [],
      },
    ],
    probes: {},
  }
  const text = page({ context, ...renderViews(context), run: undefined, freshness: 'unknown', prefix: './' })
  expect(text.match(/<script>/g)).toHaveLength(1)
  expect(text).not.toMatch(/ src=|<link|url\(|@import/)
  expect(text).toContain("default-src 'none'")
})
