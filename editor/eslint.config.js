import js from '@eslint/js'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/'] },
  js.configs.recommended,
  {
    files: ['src/**/*.{ts,tsx}', 'e2e/**/*.ts', '*.config.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 150, skipBlankLines: true, skipComments: true }],
      // Numbers are written into labels and paths all the time, and mean what they say there.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `onClick={() => act()}` is how React code reads.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  { files: ['src/**/*.tsx', 'src/state/*.ts'], extends: [reactHooks.configs.flat.recommended] },
  // The model knows neither React nor the network, so that it can be tested and moved alone.
  {
    files: ['src/model/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['react*', 'antd*', 'zustand*', '../*'] }] },
  },
  // Texts are a list, however long; so are the cases of a test.
  { files: ['**/*.test.ts', 'src/i18n/*/*.ts'], rules: { 'max-lines': 'off' } },
)
