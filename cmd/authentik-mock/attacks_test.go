//go:build attack

package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

var attacks = []attack{
	{name: "30 bodies of 32 MiB held open, no token", peak: 160, after: 100, run: heldBodies("")},
	{name: "30 bodies of 32 MiB held open, with the token", peak: 700, after: 120, run: heldBodies(tokenHead)},
	{name: "600 bodies of 1 MiB held open, no token", peak: 500, after: 150, run: manyHeldBodies},
	{name: "1 MiB of small JSON objects from 30 clients, no token", peak: 600, after: 120, run: smallObjects("", 30, 1)},
	{name: "4 MiB of small JSON objects from 30 clients, with the token", peak: 700, after: 120, run: smallObjects("Bearer mock-token", 30, 4)},
	{name: "stages of 1 MB until the state is full, then reset", peak: 1600, after: 130, may: 507, run: stagesUntilFull},
	{name: "pages of 64 stages of 1 MB, 30 clients that do not read", flags: []string{"--body-timeout=2s"}, peak: 1000, after: 400, run: slowReaders},
	{name: "30 exports of 64 MB at once", peak: 700, after: 250, run: exports},
	{name: "2000 bodies of which nothing comes", flags: []string{"--body-timeout=2s"}, peak: 160, after: 110, run: silentBodies},
	{name: "2000 bodies for an address that there is not", flags: []string{"--body-timeout=2s"}, peak: 160, after: 110, run: silentBodiesForNobody},
	{name: "10000 idle connections", flags: []string{"--idle-timeout=4s"}, peak: 500, after: 200, run: idleConnections},
	{name: "2000 heads of 60 KB that do not end", peak: 600, after: 200, run: slowHeads},
	{name: "1 GB in one body", peak: 200, after: 120, run: hugeBodies},
	{name: "100000 levels of nesting", peak: 200, after: 120, run: nesting},
	{name: "a gzip bomb of 1 GB", peak: 160, after: 110, run: gzipBomb},
	{name: "requests of two lengths", peak: 120, after: 110, run: smuggling},
	{name: "an import with 9^7 aliases", peak: 300, after: 150, run: imported(aliases)},
	{name: "an import of an integer of 3 million digits", peak: 300, after: 150, run: imported(longInteger)},
	{name: "an import of /dev/zero", peak: 300, after: 150, run: imported(endlessFile)},
	{name: "20000 events of 1 KB", peak: 400, after: 300, run: events},
}

// heldBodies sends 30 bodies of 32 MiB except for their last byte, holds them for a while, and then ends
// them.
func heldBodies(token string) func(*victim) (int, string) {
	return func(v *victim) (int, string) {
		const clients, size = 30, 32 * mib
		text := strings.Repeat("x", size-len(`{"name":"000"}`)) + `"`
		held := make(chan struct{})
		go func() { time.Sleep(5 * time.Second); close(held) }()
		together(clients, func(client int) {
			connection, err := v.dial()
			if err != nil {
				v.got.add(0)
				return
			}
			defer connection.Close()
			fmt.Fprintf(connection, "POST %s HTTP/1.1\r\n%s%sContent-Length: %d\r\n\r\n{\"name\":\"%03d", stages, jsonHead, token, size, client)
			io.WriteString(connection, text)
			<-held
			io.WriteString(connection, "}")
			v.got.add(statusOf(connection, 30*time.Second))
		})
		if token == "" {
			return clients, v.got.only(413)
		}
		v.ask("POST", "/__mock/reset/", "")
		return clients, v.got.only(201, 503)
	}
}

func manyHeldBodies(v *victim) (int, string) {
	const clients, size = 600, mib
	text := strings.Repeat(" ", size-1)
	connections := make([]net.Conn, clients)
	together(clients, func(client int) {
		connection, err := v.dial()
		if err != nil {
			return
		}
		connections[client] = connection
		connection.SetWriteDeadline(time.Now().Add(5 * time.Second))
		fmt.Fprintf(connection, "POST %s HTTP/1.1\r\n%sContent-Length: %d\r\n\r\n%s", stages, jsonHead, size, text)
	})
	time.Sleep(2 * time.Second)
	for _, connection := range connections {
		if connection != nil {
			connection.Close()
		}
	}
	return clients, ""
}

// smallObjects sends texts that take many times as much memory once they are parsed, several times by each
// client.
func smallObjects(authorization string, clients, megabytes int) func(*victim) (int, string) {
	return func(v *victim) (int, string) {
		const times = 3
		text := `{"attributes":{"a":[` + strings.Repeat(`{"a":{}},`, megabytes*mib/9-10) + `0]},"name":"x"}`
		together(clients, func(int) {
			for range times {
				request, _ := http.NewRequest("PATCH", "http://"+v.address+exampleAddress, strings.NewReader(text))
				request.Header.Set("Content-Type", "application/json")
				if authorization != "" {
					request.Header.Set("Authorization", authorization)
				}
				response, err := v.client.Do(request)
				if err != nil {
					v.got.add(0)
					continue
				}
				io.Copy(io.Discard, response.Body)
				response.Body.Close()
				v.got.add(response.StatusCode)
			}
		})
		return times * clients, v.got.only(200, 403, 413, 503)
	}
}

// stagesUntilFull creates stages until there is no room, at most half as many again as fit.
func stagesUntilFull(v *victim) (sent int, wrong string) {
	text := strings.Repeat("x", mib)
	var created int
	for full := false; !full && sent < 600; sent++ {
		status, err := v.ask("POST", stages, fmt.Sprintf(`{"name":"%04d%s"}`, sent, text))
		v.got.add(status)
		switch status {
		case 201:
			created++
		case 507:
			full = true
		default:
			return sent, fmt.Sprintf("after %d stages: %d %v", created, status, err)
		}
	}
	fmt.Printf("%d stages of 1 MB; then the server takes %d MiB\n", created, v.memory("VmRSS")/mib)
	if created == sent {
		wrong = fmt.Sprintf("there was room for %d stages", created)
	}
	if status, err := v.ask("POST", "/__mock/reset/", ""); status != 204 {
		return sent, fmt.Sprintf("reset: %d %v", status, err)
	}
	return sent, wrong
}

// slowReaders ask for long answers and do not read them.
func slowReaders(v *victim) (sent int, wrong string) {
	text := strings.Repeat("x", mib)
	for i := range 64 {
		if status, _ := v.ask("POST", stages, fmt.Sprintf(`{"name":"%04d%s"}`, i, text)); status != 201 {
			return i, fmt.Sprintf("a stage is answered with %d", status)
		}
	}
	const clients = 30
	var open counter
	together(clients, func(int) {
		connection, err := v.dial()
		if err != nil {
			return
		}
		defer connection.Close()
		fmt.Fprintf(connection, "GET %s?page_size=100 HTTP/1.1\r\n%s%sConnection: close\r\n\r\n", stages, jsonHead, tokenHead)
		time.Sleep(6 * time.Second)
		if !ended(connection, 10*time.Second) {
			open.Add(1)
		}
	})
	if open.get() > 0 {
		wrong = fmt.Sprintf("%d connections are still open", open.get())
	}
	return 64 + clients, wrong
}

// exports make blueprints of a large state.
func exports(v *victim) (sent int, wrong string) {
	text := strings.Repeat("x", mib)
	for i := range 64 {
		if status, _ := v.ask("POST", stages, fmt.Sprintf(`{"name":"%04d%s"}`, i, text)); status != 201 {
			return i, fmt.Sprintf("a stage is answered with %d", status)
		}
	}
	const clients = 30
	together(clients, func(int) {
		status := 0
		if response, err := http.Get("http://" + v.address + "/__mock/blueprint/"); err == nil {
			io.Copy(io.Discard, response.Body)
			response.Body.Close()
			status = response.StatusCode
		}
		v.got.add(status)
	})
	return 64 + clients, v.got.only(200)
}

// silentBodies announces bodies and sends nothing. At the same time one body arrives slowly, which is not an
// attack.
func silentBodies(v *victim) (int, string) {
	slow := make(chan int)
	go func() {
		connection, err := v.dial()
		if err != nil {
			slow <- 0
			return
		}
		defer connection.Close()
		const text = `{"name":"slow"}`
		fmt.Fprintf(connection, "POST %s HTTP/1.1\r\n%s%sContent-Length: %d\r\n\r\n", stages, jsonHead, tokenHead, len(text))
		for i := range text {
			time.Sleep(300 * time.Millisecond)
			io.WriteString(connection, text[i:i+1])
		}
		slow <- statusOf(connection, 10*time.Second)
	}()
	sent, wrong := silent(v, stages, 408)
	if status := <-slow; status != 201 {
		wrong += fmt.Sprintf(" a slow body is answered with %d", status)
	}
	return sent + 1, wrong
}

func silentBodiesForNobody(v *victim) (int, string) { return silent(v, "/nowhere/", 405) }

func silent(v *victim, address string, right int) (int, string) {
	const clients = 2000
	var open counter
	together(clients, func(int) {
		connection, err := v.dial()
		if err != nil {
			v.got.add(0)
			return
		}
		defer connection.Close()
		fmt.Fprintf(connection, "POST %s HTTP/1.1\r\n%s%sContent-Length: 100\r\n\r\n", address, jsonHead, tokenHead)
		v.got.add(statusOf(connection, 10*time.Second))
		if !ended(connection, 10*time.Second) {
			open.Add(1)
		}
	})
	if open.get() > 0 {
		return clients, fmt.Sprintf("%d connections are still open; %s", open.get(), v.got.only(right))
	}
	return clients, v.got.only(right)
}

// idleConnections opens connections that send one request and then stay open.
func idleConnections(v *victim) (int, string) {
	const wanted, dialers = 10_000, 50
	connections := make(chan net.Conn, wanted)
	var refused counter
	together(dialers, func(int) {
		for range wanted / dialers {
			connection, err := v.dial()
			if err != nil {
				refused.Add(1)
				continue
			}
			fmt.Fprintf(connection, "GET /-/health/live/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
			if statusOf(connection, 30*time.Second) != 200 {
				refused.Add(1)
			}
			connections <- connection
		}
	})
	made := len(connections)
	fmt.Printf("%d idle connections; the server takes %d MiB\n", made, v.memory("VmRSS")/mib)
	time.Sleep(5 * time.Second)
	var open int
	for range made {
		connection := <-connections
		if open == 0 && !ended(connection, 5*time.Second) {
			open++
		}
		connection.Close()
	}
	switch {
	case refused.get() > 0:
		return made, fmt.Sprintf("%d of %d connections were refused (the system's limit of open files may be lower)", refused.get(), wanted)
	case open > 0:
		return made, "idle connections stay open"
	}
	return made, ""
}

// slowHeads sends heads without an end.
func slowHeads(v *victim) (int, string) {
	const clients = 2000
	head := "GET / HTTP/1.1\r\nHost: localhost\r\n" + strings.Repeat("X-Long: "+strings.Repeat("x", 1000)+"\r\n", 60)
	var open counter
	together(clients, func(int) {
		connection, err := v.dial()
		if err != nil {
			return
		}
		defer connection.Close()
		io.WriteString(connection, head)
		if !ended(connection, 15*time.Second) {
			open.Add(1)
		}
	})
	if open.get() > 0 {
		return clients, fmt.Sprintf("%d connections are still open", open.get())
	}
	return clients, ""
}

// hugeBodies sends 1 GB: with the token and without, with a length and in chunks.
func hugeBodies(v *victim) (sent int, wrong string) {
	for _, token := range []string{"", tokenHead} {
		for _, framing := range []string{"Content-Length: 1073741824\r\n", "Transfer-Encoding: chunked\r\n"} {
			connection, err := v.dial()
			if err != nil {
				return sent, err.Error()
			}
			fmt.Fprintf(connection, "POST %s HTTP/1.1\r\n%s%s%s\r\n", stages, jsonHead, token, framing)
			text := strings.Repeat(" ", mib)
			if strings.HasPrefix(framing, "T") {
				text = fmt.Sprintf("%x\r\n%s\r\n", mib, text)
			}
			answered := make(chan int)
			go func() { answered <- statusOf(connection, 30*time.Second) }()
			for range 1024 {
				if _, err := io.WriteString(connection, text); err != nil {
					break
				}
			}
			v.got.add(<-answered)
			connection.Close()
			sent++
		}
	}
	return sent, v.got.only(413)
}

func nesting(v *victim) (sent int, wrong string) {
	const levels = 100_000
	for _, text := range []string{
		strings.Repeat("[", levels), strings.Repeat("[", levels) + strings.Repeat("]", levels),
		strings.Repeat(`{"a":`, levels), `{"name":` + strings.Repeat(`{"a":`, levels) + "1" + strings.Repeat("}", levels+1),
		strings.Repeat("[", 30*mib),
	} {
		status, _ := v.ask("POST", stages, text)
		v.got.add(status)
		sent++
	}
	return sent, v.got.only(400)
}

func gzipBomb(v *victim) (sent int, wrong string) {
	var bomb bytes.Buffer
	writer := gzip.NewWriter(&bomb)
	zeros := make([]byte, mib)
	for range 1024 {
		writer.Write(zeros)
	}
	writer.Close()
	for range 20 {
		request, _ := http.NewRequest("POST", "http://"+v.address+stages, bytes.NewReader(bomb.Bytes()))
		request.Header.Set("Authorization", "Bearer mock-token")
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Content-Encoding", "gzip")
		response, err := v.client.Do(request)
		if err != nil {
			v.got.add(0)
			continue
		}
		response.Body.Close()
		v.got.add(response.StatusCode)
		sent++
	}
	return sent, v.got.only(400, 405) // as authentik, which does not unpack either: it cannot decode the text
}

// imported imports a flow whose attributes are the given YAML.
func imported(document string) func(*victim) (int, string) {
	return func(v *victim) (int, string) {
		const boundary = "b0undary"
		body := "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"flow.yaml\"\r\n\r\n" + document + "\r\n--" + boundary + "--\r\n"
		request, _ := http.NewRequest("POST", "http://"+v.address+"/api/v3/flows/instances/import/", strings.NewReader(body))
		request.Header.Set("Authorization", "Bearer mock-token")
		request.Header.Set("Content-Type", "multipart/form-data; boundary="+boundary)
		client := &http.Client{Timeout: 8 * time.Second}
		response, err := client.Do(request)
		if err != nil {
			v.got.add(0)
			return 1, "no answer in 8 seconds"
		}
		response.Body.Close()
		v.got.add(response.StatusCode)
		return 1, ""
	}
}

const importHead = "version: 1\nentries:\n- model: authentik_flows.flow\n  identifiers: {slug: bomb}\n  attrs:\n    designation: enrollment\n    title: t\n"

var (
	aliases     = aliasBomb(7)
	longInteger = importHead + "    name: !Format [\"%s\", " + strings.Repeat("9", 3_000_000) + "]\n"
	endlessFile = importHead + "    name: !File /dev/zero\n"
)

// aliasBomb returns a document with aliases of aliases, 9 to the power of depth.
func aliasBomb(depth int) string {
	var text strings.Builder
	text.WriteString("version: 1\ncontext:\n  a0: &a0 [x,x,x,x,x,x,x,x,x]\n")
	for i := 1; i < depth; i++ {
		fmt.Fprintf(&text, "  a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d,", i-1), 9), ","))
	}
	return text.String() + strings.TrimPrefix(importHead, "version: 1\n") + fmt.Sprintf("    name: !Format [\"%%s\", *a%d]\n", depth-1)
}

// events floods the server with events, which it keeps for ever.
func events(v *victim) (int, string) {
	const clients, each = 8, 2500
	text := fmt.Sprintf(`{"action":"login","app":"flood","context":{"text":%q}}`, strings.Repeat("x", 1000))
	together(clients, func(int) {
		for range each {
			status, _ := v.ask("POST", "/api/v3/events/events/", text)
			v.got.add(status)
		}
	})
	return clients * each, v.got.only(201)
}
