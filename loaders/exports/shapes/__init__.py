"""A sheet in the shape that a system or a pivot gives it -> the plain table that exports are declared as.

In: a grid and the known headings. Out: a grid with one row of headings and one row for each thing, whose cells know
where they stood, and in words what was done. Each step is a pure function from grid to grid, or to nothing where its
shape is not there; only `loaders.exports.file` calls them, through `path`.
"""
