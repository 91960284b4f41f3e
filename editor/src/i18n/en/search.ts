export const search = { search: { label: 'Search' } }
