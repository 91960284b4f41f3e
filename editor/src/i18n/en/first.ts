export const first = { first: { label: 'First steps' } }
