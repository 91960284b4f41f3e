// The bench's own nodes on Node-RED's side: what `bench/nodes.py` does on ours, with as little as possible around it.
// A command is one JSON line on standard input, an answer one line "BENCH {json}" on standard output.
"use strict";

const readline = require("readline");

const BATCH = 1000; // messages for each turn of the event loop, so that the queue of hops stays short

let began = 0n;
let feeds = [];
let wanted = 0;
let counted = 0;
let total = 0;

function answer(data) {
    process.stdout.write("BENCH " + JSON.stringify(data) + "\n");
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
    const command = JSON.parse(line);
    wanted = command.expected;
    counted = 0;
    total = 0;
    began = process.hrtime.bigint();
    for (const feed of feeds) feed(command.messages);
});

module.exports = function (RED) {
    function Feed(config) {
        RED.nodes.createNode(this, config);
        const make = new Function("n", "return " + config.make);
        feeds = [
            (messages) => {
                let n = 0;
                const some = () => {
                    const end = Math.min(n + BATCH, messages);
                    for (; n < end; n++) this.send(make(n));
                    if (n < messages) setImmediate(some);
                };
                some();
            },
        ];
    }

    function Count(config) {
        RED.nodes.createNode(this, config);
        const value = new Function("msg", "return " + config.value);
        this.on("input", (msg, send, done) => {
            total += value(msg);
            if (++counted === wanted) {
                const seconds = Number(process.hrtime.bigint() - began) / 1e9;
                delete msg._msgid;
                answer({ seconds, count: counted, total, last: msg });
            }
            done();
        });
    }

    function Failed(config) {
        RED.nodes.createNode(this, config);
        this.on("input", (msg, send, done) => {
            answer({ failed: msg.error });
            done();
        });
    }

    RED.nodes.registerType("bench-feed", Feed);
    RED.nodes.registerType("bench-count", Count);
    RED.nodes.registerType("bench-failed", Failed);
};
