import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { parse } from 'yaml'
import { type Engine, RENDER_BUDGET, render } from './template-render.ts'
import { parseTemplate } from './template-tree.ts'
import { fromJson, isTrue, overlay, toYaml, unknown, valueMap } from './template-value.ts'

const VALUES = { name: 'web', n: 3, on: true, off: false, empty: '', list: ['a', 'b'], map: { b: 2, a: { x: 'y' } }, none: null }

function run(source: string): { text: string; gaps: string[]; lineAt(line: number): number } {
  const template = parseTemplate(source)
  if (!template) throw new Error('no template')
  const defined = new Map([...template.defined].map(([name, nodes]) => [name, { file: 't', nodes }]))
  const engine: Engine = { defined, gaps: [], budget: 100_000 }
  const root = valueMap([
    ['Values', fromJson(VALUES)],
    ['Capabilities', unknown('.Capabilities')],
  ])
  const { text, lineAt } = render(engine, 't', template.body, root)
  return { text, lineAt, gaps: engine.gaps.map(({ line, needs }) => `${line} ${needs}`) }
}

// What Go's text/template with sprig gives, by hand.
test.each([
  ['a{{ .Values.name }}b', 'awebb'],
  ['a {{- .Values.name -}} b', 'awebb'],
  ['{{/* c */}}x{{- /* d */ -}} y', 'xy'],
  ['{{ .Values.name | quote }}', '"web"'],
  ['{{ .Values.none }}{{ .Values.nothing.at.all }}', ''],
  ['{{ default "d" .Values.empty }}{{ .Values.name | default "d" }}', 'dweb'],
  ['{{ if .Values.off }}a{{ else if .Values.on }}b{{ else }}c{{ end }}', 'b'],
  ['{{ if and .Values.on (not .Values.off) (eq .Values.n 3) }}y{{ end }}', 'y'],
  ['{{ if or .Values.off .Values.empty }}y{{ else }}n{{ end }}', 'n'],
  ['{{ with .Values.map.a }}{{ .x }}{{ $.Values.name }}{{ end }}', 'yweb'],
  ['{{ range .Values.list }}[{{ . }}]{{ end }}', '[a][b]'],
  ['{{ range $i, $v := .Values.list }}{{ $i }}{{ $v }}{{ end }}', '0a1b'],
  ['{{ range $k, $v := .Values.map }}{{ $k }};{{ end }}', 'a;b;'],
  ['{{ range .Values.none }}x{{ else }}none{{ end }}', 'none'],
  ['{{ $x := "a" }}{{ if true }}{{ $x = "b" }}{{ end }}{{ $x }}', 'b'],
  ['{{ define "t" }}<{{ .name }}>{{ end }}{{ include "t" .Values }}{{ template "t" .Values }}', '<web><web>'],
  ['{{ printf "%s-%d %q %v%%" .Values.name .Values.n "x" true }}', 'web-3 "x" true%'],
  ['{{ .Values.name | upper | trunc 2 | trimSuffix "E" }}', 'W'],
  ['{{ toYaml .Values.map | nindent 2 }}', '\n  a:\n    x: "y"\n  b: 2'],
  ['{{ (index .Values.list 1) }}{{ len .Values.list }}{{ (dict "k" "v").k }}', 'b2v'],
  ['{{ add 1 2 }}{{ sub 5 1 }}{{ mul 2 3 }}{{ div 7 2 }}{{ int "8" }}', '34638'],
  ['{{ ternary "a" "b" .Values.on }}{{ coalesce .Values.empty "c" }}{{ join "," .Values.list }}', 'aca,b'],
  ['{{ hasKey .Values "name" }}{{ kindIs "map" .Values.map }}{{ contains "e" "web" }}', 'truetruetrue'],
  ['{{ tpl "{{ .Values.name }}!" . }}', 'web!'],
  ['{{ "a\\"b" }}{{ `c\\d` }}', 'a"bc\\d'],
  ['{{ range .Values.list }}{{ if eq . "b" }}{{ break }}{{ end }}{{ . }}{{ end }}.', 'a.'],
  ['{{ range $i, $x := until 4 }}{{ if eq $i 1 }}{{ continue }}{{ end }}{{ $i }}{{ end }}', '023'],
  ['{{ range .Values.list }}{{ range until 3 }}{{ if . }}{{ break }}{{ end }}{{ . }}{{ end }}{{ . }}{{ end }}', '0a0b'],
  ['{{ kindIs "string" .Values.name }}{{ kindIs "map" .Values.n }}{{ typeIs "[]interface {}" .Values.list }}', 'truefalsetrue'],
  ['{{ $d := dict "a" 1 }}{{ $_ := merge $d (dict "a" 2 "b" 3) }}{{ $d.a }}{{ $d.b }}', '13'],
  ['{{ $d := dict "a" 1 }}{{ $_ := mustMergeOverwrite $d (dict "a" 2) }}{{ $d.a }}{{ mustToJson $d }}', '2{"a":2}'],
  ['{{ lt "a" "b" }}{{ lt 2 10 }}{{ required "m" 0 }}{{ required "m" false }}', 'truetrue0false'],
  ['{{ without .Values.list "a" | first }}{{ reverse .Values.list | join "" }}{{ slice .Values.list 1 | join "" }}', 'bbab'],
  ['{{ all 1 "" }}{{ any 0 "x" }}{{ substr 1 3 "abcd" }}{{ nospace " a b " }}{{ cat "a" 1 }}{{ base "x/y" }}', 'falsetruebcaba 1y'],
  [
    '{{ define "i" }}image: web\ntags: [a, b]\n{{ end }}{{ $i := include "i" . | fromYaml }}{{ $i.image }}:{{ $i.tags | join "," }}',
    'web:a,b',
  ],
  ['{{ (.Values.map | toYaml | fromYaml).a.x }}{{ (.Values.map | toJson | fromJson).b }}', 'y2'],
  ['{{ fromYamlArray "- a\\n- b" | last }}{{ fromJsonArray "[1, 2]" | first }}{{ (mustFromJson "{}").none }}', 'b1'],
  ['{{- $d := dict "a" 1 }}{{- $_ := set $d "b" 2 }}{{ keys $d | sortAlpha | join "" }}', 'ab'],
])('%s', (source, expected) => {
  expect(run(source)).toMatchObject({ text: expected, gaps: [] })
})

describe('what is not known', () => {
  it.each([
    ['{{ .Capabilities.KubeVersion.Version }}', ['1 .Capabilities']],
    ['{{ if .Capabilities.APIVersions.Has "x" }}a{{ else }}b{{ end }}', ['1 .Capabilities']],
    ['{{ include "gone" . | nindent 2 }}', ['1 the template "gone"']],
    ['\n{{ now | date "2006" }}', ['2 the function date']],
    ['{{ required "m" .Values.empty }}', ['1 a required value']],
    ['{{ eq (randAlpha 3) "a" }}', ['1 the function randAlpha']],
    ['{{ .Values.map }}', ['1 a map as text']],
    ['{{ range 3 }}x{{ end }}', ['1 a range over what is no list']],
    ['{{ if kindIs "float64" .Values.n }}a{{ end }}{{ kindOf .Values.n }}', ['1 the kind of a number']],
    ['{{ fail "m" }}', ['1 the function fail']],
    ['{{ include "x" (dict "a" 1) | fromYaml }}', ['1 the template "x"']],
    ['{{ (fromYaml "- a").b }}', ['1 a text that is read as YAML or JSON']],
    ['{{ (fromJson "{").b }}', ['1 a text that is read as YAML or JSON']],
    ['{{ (fromYaml "a: &x 1").a }}', ['1 a text that is read as YAML or JSON']],
  ])('%s', (source, gaps) => expect(run(source).gaps).toEqual(gaps))

  it('is not asked for where something known decides', () => {
    expect(
      run('{{ or .Values.on .Capabilities.x }}{{ and .Values.off .Capabilities.x }}{{ default .Capabilities.x .Values.name }}'),
    ).toMatchObject({ text: 'truefalseweb', gaps: [] })
  })
})

test('what follows a jump that may be taken is left out', () => {
  expect(run('{{ range .Values.list }}{{ . }}{{ if .Capabilities.x }}{{ break }}{{ end }};{{ end }}')).toMatchObject({
    text: 'a;b;',
    gaps: [],
  })
  expect(run('{{ range .Values.list }}{{ . }}{{ if $.Capabilities.x }}{{ break }}{{ end }};{{ end }}!')).toMatchObject({
    text: 'a\uE000!'.replace('\uE000', ''),
    gaps: ['1 .Capabilities'],
  })
})

test.each([
  [
    'maps that hold each other twice',
    `{{ $x := dict }}{{ range until 60 }}{{ $x = dict "a" $x "b" $x }}{{ end }}{{ toYaml $x }}{{ toJson $x }}`,
  ],
  [
    'a map that holds itself',
    '{{ $x := dict }}{{ $_ := set $x "x" $x }}{{ toYaml $x }}{{ toJson $x }}{{ merge (dict) $x | toJson }}{{ $x }}',
  ],
  ['texts that are doubled', '{{ $x := "a" }}{{ range until 60 }}{{ $x = printf "%s%s" $x $x }}{{ end }}{{ $x }}'],
  ['lists that are doubled', '{{ $x := list 1 }}{{ range until 60 }}{{ $x = concat $x $x }}{{ end }}{{ len $x }}'],
  [
    'lists in lists',
    '{{ $x := list }}{{ range until 900 }}{{ range until 200 }}{{ $x = list $x }}{{ end }}{{ end }}{{ toJson $x }}{{ $x }}',
  ],
])('%s end', (_, source) => {
  expect(run(source).text.length).toBeLessThan(RENDER_BUDGET)
})

test('lines of what is rendered lead to lines of the template', () => {
  const { text, lineAt } = run('a: 1\n{{- if .Values.on }}\nb:\n  {{- toYaml .Values.list | nindent 2 }}\n{{- end }}\nc: 2\n')
  expect(text).toBe('a: 1\nb:\n  - a\n  - b\nc: 2\n')
  expect([1, 2, 3, 4, 5].map(lineAt)).toEqual([1, 3, 4, 4, 6])
})

test.each([
  '{{',
  '{{ if .x }}',
  '{{ end }}',
  '{{ else }}',
  '{{ "a }}',
  '{{ ( }}',
  '{{ define x }}{{ end }}',
  '{{ a ^ b }}',
  '{{ if x }}{{ else }}{{ else }}{{ end }}',
])('%s is no template', (source) => {
  expect(parseTemplate(source)).toBeUndefined()
})

test('nothing that a template holds makes it hang or throw', () => {
  const part = fc.constantFrom(
    '{{ ',
    ' }}',
    '{{- ',
    ' -}}',
    'if ',
    'range ',
    'with ',
    'end',
    'else',
    '.Values.list',
    '$',
    '$x',
    ' := ',
    '"s"',
    '(',
    ')',
    '|',
    'include "a" .',
    '{{ define "a" }}',
    '{{ end }}',
    'x',
    '\n',
    'until 9',
    'toYaml ',
    '/*',
    '*/',
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
      const source = parts.join('')
      if (parseTemplate(source)) expect(run(source).text.length).toBeLessThanOrEqual(100_000)
    }),
    { numRuns: 2000 },
  )
})

test('what toYaml writes is read back as the same', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<never>), (map) => {
      const plain = JSON.parse(JSON.stringify(map))
      expect(JSON.parse(JSON.stringify(parse(toYaml(fromJson(plain), () => 'gap'))))).toEqual(plain)
    }),
  )
})

test('values are laid over values as Helm does it', () => {
  const over = overlay(fromJson({ a: { b: 1, c: 2 }, l: [1, 2], gone: 1 }), fromJson({ a: { c: 3 }, l: [9], gone: null }))
  expect(JSON.parse(JSON.stringify(over))).toEqual({ a: { b: 1, c: 3 }, l: [9] })
  expect([null, false, 0, '', [], {}, 'x', [0], { a: 0 }].map((value) => isTrue(fromJson(value as never)))).toEqual([
    false,
    false,
    false,
    false,
    false,
    false,
    true,
    true,
    true,
  ])
})
