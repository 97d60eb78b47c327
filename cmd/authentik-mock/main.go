// Command authentik-mock is a fake authentik, with tools that compare it with a real one.
package main

import (
	"os"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }
