export const forms = { forms: { label: 'Form' } }
