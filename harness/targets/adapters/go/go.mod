// Modules as targets; go.sum has the checksums.
module sluice.invalid/targets

go 1.19

require github.com/edutko/cafegopher v0.1.0
