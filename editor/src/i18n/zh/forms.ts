export const forms = { forms: { label: '表单' } }
