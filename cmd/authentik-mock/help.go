package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const (
	// helpWidth is the number of columns of the help.
	helpWidth = 80
	// widestName is the number of columns for names in a list; longer ones have a line of their own.
	widestName = 30
)

// help prints how a command is used: what it is for, its commands by what a person wants, its arguments and flags.
func help(c *cobra.Command, _ []string) {
	var b strings.Builder
	line := c.UseLine()
	if c.HasAvailableSubCommands() {
		line = c.Name() + " <command> [flags]"
	}
	fmt.Fprintf(&b, "Usage: %s\n\n%s\n", line, c.Long)
	for _, group := range c.Groups() {
		var commands []*cobra.Command
		for _, command := range c.Commands() {
			if command.GroupID == group.ID {
				commands = append(commands, command)
			}
		}
		b.WriteString(listed(group.Title, commands, (*cobra.Command).Name, func(c *cobra.Command) string { return c.Short }))
	}
	var flags []*pflag.Flag
	for _, set := range []*pflag.FlagSet{c.LocalFlags(), c.InheritedFlags()} {
		set.VisitAll(func(f *pflag.Flag) { flags = append(flags, f) })
	}
	b.WriteString(listed("Flags:", flags, flagShown, func(f *pflag.Flag) string { return f.Usage }))
	if c.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\nRun \"%s <command> --help\" for more information on a command.\n", c.Name())
	}
	fmt.Fprint(c.OutOrStdout(), b.String())
}

// helpCommand returns the command that prints the help of another, for those who do not write --help.
func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use: "help", Short: "Print how a command is used.", Hidden: true,
		RunE: func(_ *cobra.Command, words []string) error {
			found, left, _ := root.Find(words)
			if err := root.Args(root, left); err != nil {
				return err
			}
			return found.Help()
		},
	}
}

// flagShown returns a flag as it is typed.
func flagShown(f *pflag.Flag) string {
	text := "    --" + f.Name
	if f.Shorthand != "" {
		text = "-" + f.Shorthand + ", --" + f.Name
	}
	if kind := f.Value.Type(); kind != "bool" {
		text += " " + kind
	}
	return text
}

// listed returns a list with a title: the name of each item, and in a column of its own what it is. It is "" for no items.
func listed[T any](title string, items []T, name, about func(T) string) string {
	if len(items) == 0 {
		return ""
	}
	column := 0
	for _, item := range items {
		column = max(column, min(len(name(item)), widestName))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s\n", title)
	for _, item := range items {
		if shown := name(item); len(shown) <= column {
			fmt.Fprintf(&b, "  %-*s    ", column, shown)
		} else {
			fmt.Fprintf(&b, "  %s\n%*s", shown, column+6, "")
		}
		b.WriteString(wrapped(about(item), column+6) + "\n")
	}
	return b.String()
}

// wrapped returns a text in lines that begin at a column.
func wrapped(text string, column int) string {
	var b strings.Builder
	at := column
	for i, word := range strings.Fields(text) {
		switch {
		case i > 0 && at+1+len(word) > helpWidth:
			fmt.Fprintf(&b, "\n%*s", column, "")
			at = column
		case i > 0:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += len(word)
	}
	return b.String()
}
