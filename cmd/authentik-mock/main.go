// Command authentik-mock is a fake authentik, and the tools to measure it against a real one.
package main

import (
	"os"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }
