'use strict'
// The round (see ../README.md) with KafkaJS.
const assert = require('node:assert/strict')
const { Kafka, logLevel } = require('kafkajs')
const codecs = require('./codecs')
const { PARTITIONS, timestampOf, recordsFrom, offsetAt } = require('./records')

assert(process.env.BOOTSTRAP, 'BOOTSTRAP=host:port must say which broker to test')
const unique = `${process.pid}-${Date.now()}`
const topic = `round-kafkajs-${unique}`
const groupId = `group-kafkajs-${unique}`
const kafka = new Kafka({ clientId: 'round', brokers: [process.env.BOOTSTRAP], logLevel: logLevel.ERROR })

const step = (text) => console.log(`- ${text}`)
const within = (promise, what, limitMs = 20000) => {
  let timer
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`${what}: not within ${limitMs} ms`)), limitMs) })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

async function produce(codec, records) {
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  const messages = records.map(({ partition, timestamp, key, value, headers }) => ({ partition, timestamp: String(timestamp), key, value, headers }))
  await producer.send({ topic, compression: codecs[codec], acks: -1, messages })
  await producer.disconnect()
}

/** What a member of the group gets until it has count records; `beforeLeaving` runs while it is still a member. */
async function consume(count, beforeLeaving) {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 })
  const seen = []
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await within(new Promise((resolve, reject) => {
    // KafkaJS starts a consumer anew by itself where trying again can help, as when the coordinator still loads its group.
    consumer.on(consumer.events.CRASH, ({ payload }) => { if (!payload.restart) reject(payload.error) })
    consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        seen.push({ partition, ...message })
        if (seen.length === count) resolve()
      },
    }).catch(reject)
  }), `${count} records`)
  await beforeLeaving(consumer)
  await consumer.disconnect()
  assert.equal(seen.length, count, 'records beyond the end')
  return seen
}

function mustBe(seen, expected) {
  const plain = (headers) => Object.fromEntries(Object.entries(headers).map(([name, data]) => [name, Array.isArray(data) ? data.map(String) : String(data)]))
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const got = seen.filter((m) => m.partition === partition).map((m) => ({
      partition, offset: Number(m.offset), timestamp: Number(m.timestamp), key: String(m.key), value: String(m.value), headers: plain(m.headers),
    }))
    assert.deepEqual(got, expected.filter((r) => r.partition === partition), `records of partition ${partition}`)
  }
}

const endOffsets = (end) => [0, 1, 2].map((partition) => ({ topic, partition, offset: String(end / PARTITIONS) }))

async function consumeCommitAndResume(admin, produced) {
  mustBe(await consume(produced.length, async (consumer) => {
    const { groups } = await admin.describeGroups([groupId])
    assert.deepEqual([groups[0].state, groups[0].protocolType, groups[0].members.length], ['Stable', 'consumer', 1], 'described')
    await consumer.commitOffsets(endOffsets(produced.length))
  }), produced)

  step('resume from the commit in a new consumer')
  const later = recordsFrom(produced.length, 'none')
  await produce('none', later)
  const all = [...produced, ...later]
  mustBe(await consume(later.length, (consumer) => consumer.commitOffsets(endOffsets(all.length))), later)
  return all
}

async function lookUpTimes(admin, end) {
  const middle = timestampOf(end / 2)
  for (const time of [0, timestampOf(0), middle, middle + 1, timestampOf(end - 1), timestampOf(end)]) {
    const found = await admin.fetchTopicOffsetsByTimestamp(topic, time)
    const sorted = found.sort((a, b) => a.partition - b.partition).map((p) => Number(p.offset))
    assert.deepEqual(sorted, [0, 1, 2].map((p) => offsetAt(p, time, end)), `offsets at ${time}`)
  }
  for (const { low, high } of await admin.fetchTopicOffsets(topic)) {
    assert.deepEqual([low, high], ['0', String(end / PARTITIONS)], 'watermarks')
  }
}

async function manageGroup(admin, end) {
  const listed = (await admin.listGroups()).groups.filter((g) => g.groupId === groupId)
  assert.deepEqual(listed, [{ groupId, protocolType: 'consumer' }], 'listed')
  const [{ partitions }] = await admin.fetchOffsets({ groupId, topics: [topic] })
  assert.deepEqual(partitions.map((p) => p.offset), Array(PARTITIONS).fill(String(end / PARTITIONS)), 'committed')
  await admin.deleteGroups([groupId])
  assert.deepEqual((await admin.listGroups()).groups.filter((g) => g.groupId === groupId), [], 'listed when deleted')
}

async function main() {
  const admin = kafka.admin()
  await admin.connect()
  step(`create ${topic}`)
  assert(await admin.createTopics({ topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: 1 }] }))
  let produced = []
  for (const codec of Object.keys(codecs)) {
    step(`produce with codec ${codec}`)
    const records = recordsFrom(produced.length, codec)
    await produce(codec, records)
    produced = [...produced, ...records]
  }
  step('consume all as a group, commit')
  produced = await consumeCommitAndResume(admin, produced)
  step('look up offsets by time')
  await lookUpTimes(admin, produced.length)
  step('list, describe and delete the group')
  await manageGroup(admin, produced.length)
  step('delete the topic')
  await admin.deleteTopics({ topics: [topic] })
  await within((async () => { while ((await admin.listTopics()).includes(topic)) await new Promise((r) => setTimeout(r, 100)) })(), 'the topic is gone')
  await admin.disconnect()
}

main().then(() => process.exit(0), (error) => { console.error(error); process.exit(1) })
