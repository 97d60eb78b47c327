package main

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/schemas"
)

//go:embed completion.bash completion.zsh completion.fish
var completionScripts embed.FS

// completionCommand holds the flags of completion.
type completionCommand struct {
	Shell string `arg:"" help:"Shell: bash, zsh or fish." enum:"bash,zsh,fish"`
}

// Run prints the script that completes the command line in a shell. The scripts call the hidden command complete.
func (c *completionCommand) Run(s streams) error {
	script, err := completionScripts.ReadFile("completion." + c.Shell)
	if err == nil {
		_, err = s.out.Write(script)
	}
	return err
}

// completeCommand prints what may stand in the place of the last word, one a line, with a tab and a description.
type completeCommand struct {
	Words []string `arg:"" optional:"" help:"Words after the name of the program; the last one is completed."`
}

// Run prints nothing where a file may stand, which shells complete themselves.
func (c *completeCommand) Run(s streams, app *kong.Kong) error {
	for _, w := range complete(app.Model, c.Words) {
		if _, err := fmt.Fprintf(s.out, "%s\t%s\n", w.text, w.about); err != nil {
			return err
		}
	}
	return nil
}

// suggestion is a word that may stand on the command line.
type suggestion struct{ text, about string }

// valuesOf returns the values of flags and arguments whose tag "values" has a name.
var valuesOf = map[string]func() []string{
	"profile": profile.Names,
	"side": func() []string {
		sides := profile.Names()
		for _, name := range profile.ReleaseNames() {
			sides = append(sides, "recording:"+name)
		}
		return sides
	},
	"schema": func() []string {
		return slices.Concat(schemas.FixtureNames, schemas.Names(profile.Default))
	},
	"seed": func() []string { return []string{mock.SeedFresh, mock.SeedDemo} },
	"fault": func() []string {
		var names []string
		for _, f := range describe.Faults() {
			names = append(names, f.Name)
		}
		return names
	},
}

// complete returns what may stand in the place of the last of some words, in the order of the help.
func complete(app *kong.Application, words []string) []suggestion {
	before, last := splitLast(words)
	i := slices.IndexFunc(before, func(word string) bool { return !strings.HasPrefix(word, "-") })
	if i < 0 {
		if strings.HasPrefix(last, "-") {
			return startingWith(last, flagsOf(app.Node))
		}
		return startingWith(last, commandsOf(app.Node))
	}
	at := slices.IndexFunc(app.Children, func(n *kong.Node) bool { return n.Name == before[i] })
	if at < 0 {
		return nil
	}
	command := app.Children[at]
	if name, value, ok := strings.Cut(last, "="); ok && strings.HasPrefix(name, "-") {
		found := startingWith(value, valuesFor(flagNamed(command, name)))
		for i := range found {
			found[i].text = name + "=" + found[i].text
		}
		return found
	}
	if flag := flagNamed(command, before[len(before)-1]); flag != nil && !flag.IsBool() {
		return startingWith(last, valuesFor(flag))
	}
	if strings.HasPrefix(last, "-") {
		return startingWith(last, flagsOf(command))
	}
	return startingWith(last, valuesFor(argument(command, before[i+1:])))
}

// splitLast returns the words before the last one, and the last one. Bash passes on an equals sign as a word of its own.
func splitLast(words []string) (before []string, last string) {
	if len(words) == 0 {
		return nil, ""
	}
	before, last = words[:len(words)-1], words[len(words)-1]
	if last == "=" {
		return before, ""
	}
	if n := len(before); n > 0 && before[n-1] == "=" {
		before = before[:n-1]
	}
	return before, last
}

func startingWith(beginning string, all []suggestion) []suggestion {
	return slices.DeleteFunc(all, func(s suggestion) bool { return !strings.HasPrefix(s.text, beginning) })
}

func commandsOf(node *kong.Node) []suggestion {
	var all []suggestion
	for _, command := range node.Children {
		if !command.Hidden {
			all = append(all, suggestion{command.Name, command.Help})
		}
	}
	return all
}

// flagsOf returns the flags of a command and those of every command.
func flagsOf(node *kong.Node) []suggestion {
	var all []suggestion
	for _, group := range node.AllFlags(true) {
		for _, flag := range group {
			all = append(all, suggestion{"--" + flag.Name, flag.Help})
		}
	}
	return all
}

// flagNamed returns the flag that a word names, nil if it names none.
func flagNamed(command *kong.Node, word string) *kong.Value {
	for _, flag := range command.Flags {
		if word == "--"+flag.Name || flag.Short != 0 && word == "-"+string(flag.Short) {
			return flag.Value
		}
	}
	return nil
}

// argument returns the argument that follows some words of a command, nil if there is none.
func argument(command *kong.Node, words []string) *kong.Value {
	count := 0
	for i, word := range words {
		value := i > 0 && flagNamed(command, words[i-1]) != nil && !flagNamed(command, words[i-1]).IsBool()
		if !strings.HasPrefix(word, "-") && !value {
			count++
		}
	}
	for i, positional := range command.Positional {
		if i == count || positional.IsCumulative() {
			return positional
		}
	}
	return nil
}

// valuesFor returns the values that a flag or an argument may have, nil if they are not known.
func valuesFor(value *kong.Value) []suggestion {
	if value == nil {
		return nil
	}
	names := value.EnumSlice()
	if known := valuesOf[value.Tag.Get("values")]; known != nil {
		names = known()
	}
	var all []suggestion
	for _, name := range names {
		if name != "" {
			all = append(all, suggestion{name, ""})
		}
	}
	return all
}
