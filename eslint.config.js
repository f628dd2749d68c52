// ESLint: type-aware and strict. Layout is Prettier's business, the rooms are dependency-cruiser's.
import tseslint from 'typescript-eslint';

const refusedSyntax = [
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
  { selector: 'TSEnumDeclaration', message: 'String unions, not enums.' },
];

export default tseslint.config(
  { ignores: ['dist*/**', 'out/**', 'node_modules/**', 'test/lab/tools/**', 'test/fixtures/**'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // `process.env['X']` and `process.env.X` are the same to the reader.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // It takes `Promise.withResolvers<void>()` for a mistake.
      '@typescript-eslint/no-invalid-void-type': 'off',
      eqeqeq: ['error', 'always'],
      'no-restricted-syntax': ['error', ...refusedSyntax],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      // `interface` and `type` each have their use: unions are types, shapes may be either.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
    },
  },
  {
    // Texts of others reach VS Code through functions that escape them for where they are shown.
    files: ['src/**/*.ts'],
    ignores: ['src/ui/surface/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...refusedSyntax,
        {
          selector: ':matches(ImportExpression, TSExternalModuleReference) > Literal[value="vscode"]',
          message: 'Import the names that you need, so that those that show text can be told apart.',
        },
      ],
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'vscode',
              importNames: ['window'],
              message: 'Import it from src/ui/surface/window.ts, which escapes what is shown.',
            },
            {
              name: 'vscode',
              importNames: [
                'CodeAction',
                'CodeLens',
                'CompletionItem',
                'Diagnostic',
                'Hover',
                'MarkdownString',
                'Task',
                'TreeItem',
              ],
              allowTypeImports: true,
              message: 'Make it with src/ui/surface/items.ts, which escapes what is shown.',
            },
          ],
        },
      ],
    },
  },
  {
    // Configuration files that a tool loads by its default export.
    files: ['*.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // Tests look inside on purpose, and a test that is no longer right fails loudly.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
);
