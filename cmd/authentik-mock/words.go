package main

import (
	"errors"
	"io/fs"
	"net"
	"net/url"
	"regexp/syntax"
	"strings"
	"syscall"
)

// inWords returns the text of an error without the vocabulary of Go's libraries about networks, files and patterns.
func inWords(err error) string {
	text := err.Error()
	say := func(of error, words string) { text = strings.ReplaceAll(text, of.Error(), words) }
	var request *url.Error
	if errors.As(err, &request) {
		say(request, request.Err.Error())
		if request.Timeout() {
			say(request.Err, "no answer in time")
		}
	}
	var connection *net.OpError
	if errors.As(err, &connection) {
		say(connection, connection.Err.Error())
	}
	var number syscall.Errno
	if errors.As(err, &number) && connection != nil {
		say(connection.Err, number.Error())
	}
	var name *net.DNSError
	if errors.As(err, &name) {
		say(name, name.Err)
	}
	var file *fs.PathError
	if errors.As(err, &file) {
		say(file, file.Path+": "+file.Err.Error())
	}
	var pattern *syntax.Error
	if errors.As(err, &pattern) {
		say(pattern, "the regular expression is not complete or not valid: "+pattern.Code.String())
	}
	return text
}
