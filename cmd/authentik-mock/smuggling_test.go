//go:build attack

package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// second is a request that hides in the first one's body. It deletes what the other client requests.
const second = "DELETE " + exampleAddress + " HTTP/1.1\r\nHost: localhost\r\n" + tokenHead + "\r\n"

// shapes lists requests whose end is ambiguous: heads without their first line, and what follows. In each the
// second request is part of the first one's body, or the first has to be refused.
var shapes = []struct{ name, head, rest string }{
	{"two lengths that differ", "Content-Length: 0\r\nContent-Length: %d\r\n\r\n", second},
	{"a list of lengths that differ", "Content-Length: 0, %d\r\n\r\n", second},
	{"a signed length", "Content-Length: +0\r\n\r\n", second},
	{"a hexadecimal length", "Content-Length: 0x0\r\n\r\n", second},
	{"a negative length", "Content-Length: -1\r\n\r\n", second},
	{"a length too large for 64 bits", "Content-Length: 18446744073709551616\r\n\r\n", second},
	{"an empty length", "Content-Length: \r\n\r\n", second},
	{"a space before the colon", "Content-Length : 0\r\n\r\n", second},
	{"a coding that is not known", "Transfer-Encoding: xchunked\r\n\r\n", "0\r\n\r\n" + second},
	{"chunked and another coding", "Transfer-Encoding: chunked, identity\r\n\r\n", "0\r\n\r\n" + second},
	{"chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", "0\r\n\r\n" + second},
	{"chunked, its colon behind a space", "Content-Length: %d\r\nTransfer-Encoding : chunked\r\n\r\n", "0\r\n\r\n" + second},
	{"chunked behind a vertical tab", "Content-Length: %d\r\nTransfer-Encoding: \x0bchunked\r\n\r\n", "0\r\n\r\n" + second},
	{"chunked on a continued line", "Content-Length: %d\r\nX: y\r\n Transfer-Encoding: chunked\r\n\r\n", second},
	{"a chunk size with a sign", "Transfer-Encoding: chunked\r\n\r\n", "+0\r\n\r\n" + second},
	{"a chunk size too large for 64 bits", "Transfer-Encoding: chunked\r\n\r\n", "10000000000000000\r\n\r\n" + second},
	{"a chunk line that ends in a line feed", "Transfer-Encoding: chunked\r\n\r\n", "0;x\n\r\n" + second},
	{"a chunk longer than its size", "Transfer-Encoding: chunked\r\n\r\n", "1\r\nxx\r\n0\r\n\r\n" + second},
	{"a head line that ends in a carriage return", "X: y\rContent-Length: 0\r\n\r\n", second},
	{"a null character in a head", "Content-Length: %d\r\nX: \x00\r\n\r\n", second},
}

// smuggling sends each shape on its own connection. A length of %d is the length of all that follows the
// head. A second answer of 204 means that the hidden request was read as one.
func smuggling(v *victim) (sent int, wrong string) {
	for _, shape := range shapes {
		head := shape.head
		if strings.Contains(head, "%d") {
			head = fmt.Sprintf(head, len(shape.rest))
		}
		connection, err := v.dial()
		if err != nil {
			return sent, err.Error()
		}
		fmt.Fprintf(connection, "POST %s HTTP/1.1\r\n%s%s%s%s", stages, jsonHead, tokenHead, head, shape.rest)
		connection.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
		text, _ := io.ReadAll(connection)
		connection.Close()
		sent++
		if strings.Contains(string(text), "HTTP/1.1 204") {
			wrong += "hidden request read: " + shape.name + "; "
		}
		if status, _ := v.ask("GET", exampleAddress, ""); status != 200 {
			return sent, wrong + "the stage is gone"
		}
	}
	return sent, strings.TrimSuffix(wrong, "; ")
}
